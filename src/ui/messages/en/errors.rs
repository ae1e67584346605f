//! What went wrong.

use haulout_protocol::error::{ConfigFault, MetadataFault, Outage, Reason};
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
    asked_to_wait: |span| format!("It asks to be left alone for {span}."),
    likely: "What may be the cause, likeliest first",
    cause,
    for_operator: "This is for the operator to mend. A report says what happened, without any secret.",
    copy_report: "Copy report",
    report_copied: "Copied. There is no secret in it, so you can send it to the operator.",
    report_not_copied: "Your browser did not allow copying. Open the details and copy them yourself.",
    audit_id: "In the server’s audit log as",
    details: "Details for the operator",
    try_again: "Try again",
    start_again: "Start again",
    sign_in: "Sign in",
};

const fn title(code: Code) -> &'static str {
    match code {
        Code::AccessDenied => "You were not let in",
        Code::AuthorizationRefused => "The issuer refused the sign-in",
        Code::CallbackInvalid | Code::IssMismatch | Code::LoginNotStarted | Code::StateMismatch => {
            "This sign-in did not start here"
        }
        Code::ClusterUnknown => "There is no such cluster",
        Code::ConciergeUnreachable => "The cluster does not answer",
        Code::ConfigInvalid => "The configuration has a mistake",
        Code::ConfigUnreachable => "The configuration could not be read",
        Code::CookieMissing => "Your browser did not keep the sign-in’s cookie",
        Code::CredentialExpired => "The certificate has expired",
        Code::CredentialInvalid => "The cluster’s certificate cannot be used",
        Code::CredentialRefused => "The cluster refused your sign-in",
        Code::CrossSite => "The request was refused",
        Code::Disposed | Code::NotLoaded => "The page around this made a mistake",
        Code::ExchangeRefused => "The issuer made no token for this cluster",
        Code::IdTokenInvalid => "The issuer’s token cannot be trusted",
        Code::IdentityProvidersInvalid
        | Code::IssuerInvalid
        | Code::IssuerMismatch
        | Code::PkceUnsupported => "The issuer’s description of itself is wrong",
        Code::GatewayInvalid => "This page’s own server answered nonsense",
        Code::GatewayUnreachable => "This page’s own server does not answer",
        Code::Internal => "Something broke",
        Code::IssuerUnreachable => "The issuer does not answer",
        Code::NotFound | Code::RequestInvalid => "The gateway did not understand",
        Code::PopupBlocked => "The sign-in window was blocked",
        Code::PopupClosed => "The sign-in window was closed",
        Code::RateLimited => "Too many requests",
        Code::ResponseTooLarge => "An answer was too large",
        Code::SessionEnded => "Your session has ended",
        Code::SessionTooLarge => "Your session is too large for a cookie",
        Code::SignInRequired => "You are not signed in",
        Code::SigningKeysInvalid => "The issuer’s keys cannot be used",
        Code::TokenRefused => "The issuer did not complete the sign-in",
        Code::TokenResponseInvalid => "The issuer’s answer cannot be read",
    }
}

fn explanation(error: &Error) -> String {
    match &error.reason {
        Reason::Config(ConfigFault { field, reason }) => {
            format!("The field “{field}” {reason}. The operator of this page has to mend it.")
        }
        Reason::Unreachable(_, outage) => format!("{} Try again in a moment.", outage_text(outage)),
        Reason::TooLarge(_) => {
            "A server sent more than it should. Its operator has to look at it.".to_owned()
        }
        Reason::Metadata(MetadataFault::OtherIssuer(found)) => {
            format!(
                "It calls itself “{found}”, which is not the issuer that this page is configured for."
            )
        }
        Reason::Gateway(_, words) if !words.is_empty() => words.to_string(),
        Reason::Token(refusal) | Reason::Exchange(refusal) if !refusal.description.is_empty() => {
            format!("It says: “{}”", refusal.description)
        }
        Reason::CredentialRefused(words) => format!(
            "It says only “{words}”, and says so whatever the cause. The Concierge’s log has the rest."
        ),
        Reason::Callback(haulout_protocol::error::CallbackFault::Refused(refusal))
            if !refusal.description.is_empty() =>
        {
            format!("The issuer says: “{}”", refusal.description)
        }
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
        Outage::Transport(Failure::Timeout) => "It took too long to answer.".to_owned(),
        Outage::Transport(Failure::Network | Failure::TooLarge | Failure::InvalidTransport) => {
            "It could not be reached. Your network, a VPN or the server may be the cause."
                .to_owned()
        }
        Outage::Status(status, words) if words.is_empty() => {
            format!("It answered with status {status}.")
        }
        Outage::Status(status, words) => format!("It answered with status {status}: “{words}”."),
    }
}
