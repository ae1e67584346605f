//! What went wrong.

use haulout_protocol::error::{CallbackFault, ConfigFault, MetadataFault, Outage, Reason};
use haulout_protocol::http::Failure;
use haulout_protocol::{Code, Error};

use crate::ui::messages::ErrorMessages;

mod advice;
mod cause;

use advice::advice;
use cause::cause;

pub(super) const ERRORS: ErrorMessages = ErrorMessages {
    title,
    explanation,
    asked_to_wait: |span| format!("Er möchte {span} lang nicht gefragt werden."),
    likely: "Was die Ursache sein kann, das Wahrscheinlichste zuerst",
    cause,
    for_operator: "Das muss der Betreiber beheben. Ein Bericht sagt, was geschehen ist, und enthält nichts Geheimes.",
    copy_report: "Bericht kopieren",
    report_copied: "Kopiert. Es ist nichts Geheimes darin, Sie können es dem Betreiber schicken.",
    report_not_copied: "Ihr Browser hat das Kopieren nicht erlaubt. Öffnen Sie die Einzelheiten und kopieren Sie sie von Hand.",
    audit_id: "Im Audit\u{2011}Log des Servers als",
    details: "Einzelheiten für den Betreiber",
    try_again: "Erneut versuchen",
    start_again: "Neu beginnen",
    sign_in: "Anmelden",
};

const fn title(code: Code) -> &'static str {
    match code {
        Code::AccessDenied => "Sie wurden nicht eingelassen",
        Code::AuthorizationRefused => "Der Anmeldedienst hat die Anmeldung abgelehnt",
        Code::CallbackInvalid | Code::IssMismatch | Code::LoginNotStarted | Code::StateMismatch => {
            "Diese Anmeldung wurde nicht hier begonnen"
        }
        Code::ClusterUnknown => "Diesen Cluster gibt es nicht",
        Code::ConciergeUnreachable => "Der Cluster antwortet nicht",
        Code::ConfigInvalid => "In der Konfiguration ist ein Fehler",
        Code::ConfigUnreachable => "Die Konfiguration war nicht zu lesen",
        Code::CookieMissing => "Ihr Browser hat das Cookie der Anmeldung nicht behalten",
        Code::CredentialExpired => "Das Zertifikat ist abgelaufen",
        Code::CredentialInvalid => "Das Zertifikat des Clusters ist nicht zu gebrauchen",
        Code::CredentialRefused => "Der Cluster hat Ihre Anmeldung abgelehnt",
        Code::CrossSite => "Die Anfrage wurde abgelehnt",
        Code::Disposed | Code::NotLoaded => "Die Seite ringsum hat einen Fehler",
        Code::ExchangeRefused => "Der Anmeldedienst gibt kein Token für diesen Cluster aus",
        Code::IdTokenInvalid => "Dem Token des Anmeldedienstes ist nicht zu trauen",
        Code::IdentityProvidersInvalid
        | Code::IssuerInvalid
        | Code::IssuerMismatch
        | Code::PkceUnsupported => "Der Anmeldedienst beschreibt sich selbst falsch",
        Code::GatewayInvalid => "Der Server dieser Seite hat Unverständliches geantwortet",
        Code::GatewayUnreachable => "Der Server dieser Seite antwortet nicht",
        Code::Internal => "Etwas ist kaputtgegangen",
        Code::IssuerUnreachable => "Der Anmeldedienst antwortet nicht",
        Code::NotFound | Code::RequestInvalid => "Das Gateway hat die Anfrage nicht verstanden",
        Code::PopupBlocked => "Das Anmeldefenster wurde blockiert",
        Code::PopupClosed => "Das Anmeldefenster wurde geschlossen",
        Code::RateLimited => "Zu viele Anfragen",
        Code::ResponseTooLarge => "Eine Antwort war zu groß",
        Code::SessionEnded => "Ihre Sitzung ist beendet",
        Code::SessionTooLarge => "Ihre Sitzung ist zu groß für ein Cookie",
        Code::SignInRequired => "Sie sind nicht angemeldet",
        Code::SigningKeysInvalid => "Die Schlüssel des Anmeldedienstes sind nicht zu gebrauchen",
        Code::TokenRefused => "Der Anmeldedienst hat die Anmeldung nicht abgeschlossen",
        Code::TokenResponseInvalid => "Die Antwort des Anmeldedienstes ist nicht zu lesen",
    }
}

fn explanation(error: &Error) -> String {
    match &error.reason {
        // What is wrong with it is written in English, and stands in the details.
        Reason::Config(ConfigFault { field, reason: _ }) => format!(
            "Das Feld „{field}“ ist nicht so, wie es sein muss; was daran falsch ist, steht in den Einzelheiten. Der Betreiber dieser Seite muss es beheben."
        ),
        Reason::Unreachable(_, outage) => {
            format!(
                "{} Versuchen Sie es gleich noch einmal.",
                outage_text(outage)
            )
        }
        Reason::TooLarge(_) => {
            "Ein Server hat mehr geschickt, als er sollte. Sein Betreiber muss sich das ansehen."
                .to_owned()
        }
        Reason::Metadata(MetadataFault::OtherIssuer(found)) => {
            format!("Er nennt sich „{found}“. Eingerichtet ist diese Seite für einen anderen.")
        }
        Reason::Token(refusal) | Reason::Exchange(refusal) if !refusal.description.is_empty() => {
            format!("Er sagt: „{}“", refusal.description)
        }
        Reason::CredentialRefused(words) => format!(
            "Er sagt nur „{words}“, und zwar bei jeder Ursache. Mehr steht im Log des Concierge."
        ),
        Reason::Callback(CallbackFault::Refused(refusal)) if !refusal.description.is_empty() => {
            format!("Der Anmeldedienst sagt: „{}“", refusal.description)
        }
        // The gateway's own words are English, and stand in the details.
        Reason::Gateway(..)
        | Reason::GatewayAnswer(_)
        | Reason::Metadata(_)
        | Reason::IdentityProviders(_)
        | Reason::Callback(_)
        | Reason::Token(_)
        | Reason::TokenResponse(_)
        | Reason::SigningKeys(_)
        | Reason::IdToken(_)
        | Reason::Exchange(_)
        | Reason::SessionEnded(_)
        | Reason::Credential(_)
        | Reason::CredentialExpired
        | Reason::CookieMissing
        | Reason::SignInRequired
        | Reason::ClusterUnknown => advice(error.code()).to_owned(),
    }
}

fn outage_text(outage: &Outage) -> String {
    match outage {
        Outage::Transport(Failure::Timeout) => "Die Antwort hat zu lange gedauert.".to_owned(),
        Outage::Transport(Failure::Network | Failure::TooLarge | Failure::InvalidTransport) => {
            "Es kam keine Verbindung zustande. Ihr Netz, ein VPN oder der Server kann die Ursache sein."
                .to_owned()
        }
        Outage::Status(status, words) if words.is_empty() => {
            format!("Die Antwort hatte den Status {status}.")
        }
        Outage::Status(status, words) => {
            format!("Die Antwort hatte den Status {status}: „{words}“.")
        }
    }
}
