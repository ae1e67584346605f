//! Texts of errors.

use haulout_protocol::activity::RequestKind;
use haulout_protocol::error::{
    CallbackError, ConfigError, IdTokenError, MetadataError, MissingCredential, MissingReason,
    OriginMismatch, Reason, Rejection, UnreachableReason,
};
use haulout_protocol::http::TransportError;
use haulout_protocol::text::ServerText;
use haulout_protocol::{Code, Error};

use crate::ui::messages::ErrorMessages;

mod advice;
mod cause;

use advice::advice;
use cause::cause;

pub(super) const ERRORS: ErrorMessages = ErrorMessages {
    title,
    explanation,
    asked_to_wait: |span| format!("Vor dem nächsten Versuch {span} warten."),
    likely: "Mögliche Ursachen, die wahrscheinlichste zuerst",
    cause,
    for_operator: "Diesen Fehler muss der Betreiber beheben. Der Bericht beschreibt den Vorfall und enthält nichts Geheimes.",
    copy_report: "Bericht kopieren",
    report_copied: "Kopiert. Der Bericht enthält nichts Geheimes und kann an den Betreiber gehen.",
    report_not_copied: "Der Browser hat das Kopieren blockiert. Die Einzelheiten öffnen und manuell kopieren.",
    audit_id: "ID im Audit\u{2011}Log des Servers:",
    details: "Einzelheiten für den Betreiber",
    try_again: "Erneut versuchen",
    start_again: "Neu beginnen",
    sign_in: "Anmelden",
};

const fn title(code: Code) -> &'static str {
    match code {
        Code::AccessDenied => "Zugriff verweigert",
        Code::AuthorizationRefused => "Der Anmeldedienst hat die Anmeldung abgelehnt",
        Code::CallbackInvalid | Code::IssMismatch | Code::LoginNotStarted | Code::StateMismatch => {
            "Diese Anmeldung wurde nicht hier begonnen"
        }
        Code::ClusterUnknown => "Unbekannter Cluster",
        Code::ConciergeRefused => "Der Cluster hat die Anfrage abgelehnt",
        Code::ConciergeTlsInvalid => "Keine sichere Verbindung zum Cluster",
        Code::ConciergeUnreachable => "Der Cluster antwortet nicht",
        Code::ConfigInvalid => "Die Konfiguration ist ungültig",
        Code::ConfigUnreachable => "Die Konfiguration konnte nicht geladen werden",
        Code::CookieMissing => "Das Cookie der Anmeldung fehlt",
        Code::CredentialExpired => "Das Zertifikat ist abgelaufen",
        Code::CredentialInvalid => "Das Zertifikat des Clusters ist ungültig",
        Code::CredentialPending => "Es gibt noch kein Zertifikat",
        Code::CredentialRefused => "Der Cluster hat die Anmeldung abgelehnt",
        Code::CrossSite => "Die Anfrage wurde abgelehnt",
        Code::ArgumentInvalid | Code::Disposed | Code::EnvironmentUnsupported | Code::NotLoaded => {
            "Die einbettende Seite hat einen Fehler"
        }
        Code::ExchangeRefused => {
            "Der Anmeldedienst hat den Tokentausch für diesen Cluster abgelehnt"
        }
        Code::IdTokenInvalid => "Das ID\u{2011}Token des Anmeldedienstes ist ungültig",
        Code::IdentityProvidersInvalid
        | Code::IssuerInvalid
        | Code::IssuerMismatch
        | Code::PkceUnsupported => "Die Metadaten des Anmeldedienstes sind ungültig",
        Code::GatewayInvalid => "Die Antwort des Gateways ist ungültig",
        Code::GatewayUnreachable => "Das Gateway antwortet nicht",
        Code::Internal => "Interner Fehler",
        Code::IssuerTlsInvalid => "Keine sichere Verbindung zum Anmeldedienst",
        Code::IssuerUnreachable => "Der Anmeldedienst antwortet nicht",
        Code::NotFound | Code::RequestInvalid => "Das Gateway hat die Anfrage abgelehnt",
        Code::OriginMismatch => "Diese Seite hat eine andere Adresse als ihr Gateway",
        Code::PopupBlocked => "Das Anmeldefenster wurde blockiert",
        Code::PopupClosed => "Das Anmeldefenster wurde geschlossen",
        Code::RateLimited => "Zu viele Anfragen",
        Code::ResponseTooLarge => "Eine Antwort war zu groß",
        Code::SessionEnded => "Die Sitzung ist beendet",
        Code::SessionTooLarge => "Die Sitzung ist zu groß für ein Cookie",
        Code::SignInRequired => "Nicht angemeldet",
        Code::SigningKeysInvalid => "Die Signaturschlüssel des Anmeldedienstes sind ungültig",
        Code::TokenRefused => {
            "Der Anmeldedienst hat die Anmeldung oder ihre Verlängerung abgelehnt"
        }
        Code::TokenResponseInvalid => "Die Token\u{2011}Antwort des Anmeldedienstes ist ungültig",
    }
}

fn explanation(error: &Error) -> String {
    match &error.reason {
        // The reason is available only in English, and the details show it.
        Reason::Config(ConfigError { field, reason: _ }) => format!(
            "Das Feld „{field}“ ist ungültig; der Grund steht in den Einzelheiten. Der Betreiber dieser Seite muss es beheben."
        ),
        Reason::Argument(ConfigError { field, .. }) => format!(
            "Das Argument „{field}“ ist falsch. Wer diese Seite entwickelt, muss es korrigieren; die Details nennen den Grund."
        ),
        Reason::WrongDocument(found) if found.is_html() => format!(
            "Unter „{}“ liegt eine HTML-Seite, keine Konfiguration. Der Pfad kann falsch sein, oder ein anderer Server hat geantwortet.",
            found.url
        ),
        Reason::WrongDocument(found) => format!(
            "Unter „{}“ liegt kein JSON-Dokument. Der Pfad kann falsch sein, oder ein anderer Server hat geantwortet.",
            found.url
        ),
        Reason::OtherOrigin(OriginMismatch { page, gateway }) => format!(
            "Diese Seite liegt unter „{page}“, ihr Gateway funktioniert aber nur für Seiten unter „{gateway}“. Öffnen Sie die Seite dort. Soll sie hier funktionieren, kann der Betreiber publicUrl ändern, oder die Seite öffnet das Gateway in einem eigenen Fenster."
        ),
        Reason::NoCredential(MissingCredential { cluster, reason }) => match reason {
            MissingReason::Pending => format!("„{cluster}“ hat noch kein Zertifikat ausgestellt. Warten Sie einen Moment und versuchen Sie es dann erneut."),
            MissingReason::Inactive => format!("Von „{cluster}“ wurde kein Zertifikat angefordert. Öffnen Sie den Cluster, um eines zu erhalten."),
            MissingReason::Expired => advice(error.code()).to_owned(),
        },
        Reason::Unreachable(_, UnreachableReason::Transport(TransportError::Tls)) => {
            advice(error.code()).to_owned()
        }
        Reason::Unreachable(_, outage) => {
            format!(
                "{} Bitte gleich noch einmal versuchen.",
                outage_text(outage)
            )
        }
        Reason::Rejected(rejection) => rejected(rejection),
        Reason::IdToken(IdTokenError::Algorithm(name)) => format!(
            "Es ist mit {} signiert. Haulout akzeptiert RS256, ES256, PS256 und EdDSA.",
            name.unwrap_or("einem unbekannten Verfahren")
        ),
        Reason::TooLarge(_) => {
            "Ein Server hat mehr Daten gesendet als erlaubt. Sein Betreiber muss das prüfen."
                .to_owned()
        }
        Reason::Metadata(MetadataError::OtherIssuer(found)) => {
            format!(
                "Er nennt sich „{found}“, aber diese Seite ist für einen anderen Anmeldedienst konfiguriert."
            )
        }
        Reason::IdToken(IdTokenError::Encrypted) => {
            "Es ist verschlüsselt. Der Betreiber des Anmeldedienstes muss diesem Client ID\u{2011}Token geben, die nur signiert sind.".to_owned()
        }
        Reason::IdToken(IdTokenError::Opaque) => {
            "Es ist kein signiertes JWT. Der Betreiber des Anmeldedienstes muss das für diesen Client ändern.".to_owned()
        }
        Reason::Token(refusal) | Reason::Exchange(refusal) if !refusal.description.is_empty() => {
            format!("Er meldet: „{}“", refusal.description)
        }
        Reason::CredentialRefused(words) => {
            format!("Er meldet bei jeder Ursache nur „{words}“. Mehr steht im Log des Concierge.")
        }
        Reason::Callback(CallbackError::Refused(refusal)) if !refusal.description.is_empty() => {
            format!("Der Anmeldedienst meldet: „{}“", refusal.description)
        }
        // The gateway's own text is English, and the details show it.
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
        | Reason::CookieMissing
        | Reason::SignInRequired
        | Reason::ClusterUnknown(_) => advice(error.code()).to_owned(),
    }
}

fn outage_text(outage: &UnreachableReason) -> String {
    match outage {
        UnreachableReason::Transport(TransportError::Timeout) => "Die Antwort hat zu lange gedauert.".to_owned(),
        UnreachableReason::Transport(TransportError::LocalNetwork) => {
            "Die Verbindung ist fehlgeschlagen. Der Server steht in einem privaten Netz, und der Browser blockiert solche Verbindungen möglicherweise: Dann muss dieser Website der Zugriff auf das lokale Netzwerk erlaubt werden. Sonst kann die Ursache das Netz, ein VPN oder der Server sein."
                .to_owned()
        }
        UnreachableReason::Transport(TransportError::Network | TransportError::Tls | TransportError::TooLarge | TransportError::InvalidTransport) => {
            "Die Verbindung ist fehlgeschlagen. Die Ursache kann das Netz, ein VPN oder der Server sein."
                .to_owned()
        }
        UnreachableReason::Status(status, words) => responded(*status, words),
    }
}

fn rejected(rejection: &Rejection) -> String {
    let is_credential = rejection.request == RequestKind::Credential;
    let why = match (is_credential, rejection.status) {
        (true, 401) => {
            "Der Cluster verlangt für diese Anfrage eine Anmeldung, die sie nicht hat. Möglicherweise sind anonyme Anfragen dort abgeschaltet."
        }
        (true, 403) => {
            "Der Cluster erlaubt diese Anfrage nicht. Möglicherweise ist das Suffix der API\u{2011}Gruppe in der Konfiguration falsch, oder eine Rollenbindung des Concierge fehlt."
        }
        (true, 404) => {
            "Der Cluster hat diese API nicht. Möglicherweise ist der Concierge nicht installiert, oder die Adresse oder das Suffix der API\u{2011}Gruppe in der Konfiguration ist falsch."
        }
        (true, _) => "Der Cluster kann diese Anfrage nicht verarbeiten.",
        (false, 404) => "Unter der konfigurierten Adresse ist nichts.",
        (false, _) => "Der Server erlaubt die Anfrage nicht.",
    };
    format!("{why} {}", responded(rejection.status, &rejection.message))
}

fn responded(status: u16, words: &ServerText) -> String {
    if words.is_empty() {
        format!("Die Antwort hatte den Status {status}.")
    } else {
        format!("Die Antwort hatte den Status {status}: „{words}“.")
    }
}
