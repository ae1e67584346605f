//! Texts of errors.

use haulout_protocol::activity::RequestKind;
use haulout_protocol::error::{
    ConfigError, IdTokenError, MetadataError, MissingCredential, MissingReason, OriginMismatch,
    Reason, Rejection, UnreachableReason,
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
    asked_to_wait: |span| format!("Wait {span} before you retry."),
    likely: "Possible causes, most likely first",
    cause,
    for_operator: "Ask your operator to fix this. The report describes what happened and contains no secrets.",
    copy_report: "Copy report",
    report_copied: "Copied. It contains no secrets, so you can send it to the operator.",
    report_not_copied: "Your browser blocked copying. Open the details and copy them manually.",
    audit_id: "ID in the server’s audit log:",
    details: "Details for the operator",
    try_again: "Try again",
    start_again: "Start again",
    sign_in: "Sign in",
};

const fn title(code: Code) -> &'static str {
    match code {
        Code::AccessDenied => "Access denied",
        Code::AuthorizationRefused => "The issuer rejected the sign-in",
        Code::CallbackInvalid | Code::IssMismatch | Code::LoginNotStarted | Code::StateMismatch => {
            "This sign-in was not started here"
        }
        Code::ClusterUnknown => "Unknown cluster",
        Code::ConciergeRefused => "The cluster rejected the request",
        Code::ConciergeTlsInvalid => "No secure connection to the cluster",
        Code::ConciergeUnreachable => "The cluster is not responding",
        Code::ConfigInvalid => "The configuration is invalid",
        Code::ConfigUnreachable => "The configuration could not be loaded",
        Code::CookieMissing => "The sign-in cookie is missing",
        Code::CredentialExpired => "The certificate has expired",
        Code::CredentialInvalid => "The cluster’s certificate is invalid",
        Code::CredentialPending => "There is no certificate yet",
        Code::CredentialRefused => "The cluster rejected your sign-in",
        Code::CrossSite => "The request was rejected",
        Code::ArgumentInvalid | Code::Disposed | Code::EnvironmentUnsupported | Code::NotLoaded => {
            "The embedding page has an error"
        }
        Code::ExchangeRefused => "The issuer rejected the token exchange for this cluster",
        Code::IdTokenInvalid => "The issuer’s ID token is invalid",
        Code::IdentityProvidersInvalid
        | Code::IssuerInvalid
        | Code::IssuerMismatch
        | Code::PkceUnsupported => "The issuer’s metadata is invalid",
        Code::GatewayInvalid => "The gateway’s response is invalid",
        Code::GatewayUnreachable => "The gateway is not responding",
        Code::Internal => "Internal error",
        Code::IssuerTlsInvalid => "No secure connection to the issuer",
        Code::IssuerUnreachable => "The issuer is not responding",
        Code::NotFound | Code::RequestInvalid => "The gateway rejected the request",
        Code::OriginMismatch => "This page is at another address than its gateway",
        Code::PopupBlocked => "The sign-in window was blocked",
        Code::PopupClosed => "The sign-in window was closed",
        Code::RateLimited => "Too many requests",
        Code::ResponseTooLarge => "A response was too large",
        Code::SessionEnded => "Your session has ended",
        Code::SessionTooLarge => "Your session is too large for a cookie",
        Code::SignInRequired => "You are not signed in",
        Code::SigningKeysInvalid => "The issuer’s signing keys are invalid",
        Code::TokenRefused => "The issuer refused the sign-in or its renewal",
        Code::TokenResponseInvalid => "The issuer’s token response is invalid",
    }
}

fn explanation(error: &Error) -> String {
    match &error.reason {
        Reason::Config(ConfigError { field, reason }) => {
            format!("The field “{field}” {reason}. The operator of this page has to fix it.")
        }
        Reason::Argument(ConfigError { field, reason }) => {
            format!("The argument “{field}” {reason}. The developer of this page has to fix it.")
        }
        Reason::WrongDocument(found) if found.is_html() => format!(
            "There is an HTML page at “{}”, not a configuration. Its path may be wrong, or another server may have responded.",
            found.url
        ),
        Reason::WrongDocument(found) => format!(
            "There is no JSON document at “{}”. Its path may be wrong, or another server may have responded.",
            found.url
        ),
        Reason::OtherOrigin(OriginMismatch { page, gateway }) => format!(
            "This page is at “{page}”, but its gateway only works for pages at “{gateway}”. Open the page there. To use it here, the operator can change publicUrl, or the developer can open the gateway in a window of its own."
        ),
        Reason::NoCredential(MissingCredential { cluster, reason }) => match reason {
            MissingReason::Pending => format!("“{cluster}” has not issued a certificate yet. Wait a moment, then try again."),
            MissingReason::Inactive => format!("No certificate of “{cluster}” has been requested. Open the cluster to get one."),
            MissingReason::Expired => advice(error.code()).to_owned(),
        },
        Reason::Unreachable(_, UnreachableReason::Transport(TransportError::Tls)) => {
            advice(error.code()).to_owned()
        }
        Reason::Unreachable(_, outage) => format!("{} Try again in a moment.", outage_text(outage)),
        Reason::Rejected(rejection) => rejected(rejection),
        Reason::IdToken(IdTokenError::Algorithm(name)) => format!(
            "It is signed with {}. Haulout accepts RS256, ES256, PS256 and EdDSA.",
            name.unwrap_or("an unknown algorithm")
        ),
        Reason::TooLarge(_) => {
            "A server sent more data than allowed. Its operator has to check it.".to_owned()
        }
        Reason::Metadata(MetadataError::OtherIssuer(found)) => {
            format!(
                "It identifies itself as “{found}”, but this page is configured for a different issuer."
            )
        }
        Reason::IdToken(IdTokenError::Encrypted) => {
            "It is encrypted. The issuer’s operator has to let this client have ID tokens that are only signed.".to_owned()
        }
        Reason::IdToken(IdTokenError::Opaque) => {
            "It is opaque, not a signed JWT. The issuer’s operator has to change that for this client.".to_owned()
        }
        Reason::Gateway(_, words) if !words.is_empty() => words.to_string(),
        Reason::Token(refusal) | Reason::Exchange(refusal) if !refusal.description.is_empty() => {
            format!("It reports: “{}”", refusal.description)
        }
        Reason::CredentialRefused(words) => format!(
            "It reports only “{words}”, whatever the cause. The Concierge’s log has the details."
        ),
        Reason::Callback(haulout_protocol::error::CallbackError::Refused(refusal))
            if !refusal.description.is_empty() =>
        {
            format!("The issuer reports: “{}”", refusal.description)
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
        | Reason::CookieMissing
        | Reason::SignInRequired
        | Reason::ClusterUnknown(_) => advice(error.code()).to_owned(),
    }
}

fn outage_text(outage: &UnreachableReason) -> String {
    match outage {
        UnreachableReason::Transport(TransportError::Timeout) => {
            "The response took too long.".to_owned()
        }
        UnreachableReason::Transport(TransportError::LocalNetwork) => {
            "The connection failed. The server is in a private network, and your browser may block such connections: allow this site to access your local network. Otherwise the cause may be your network, a VPN or the server."
                .to_owned()
        }
        UnreachableReason::Transport(
            TransportError::Network | TransportError::Tls | TransportError::TooLarge | TransportError::InvalidTransport,
        ) => {
            "The connection failed. The cause may be your network, a VPN or the server.".to_owned()
        }
        UnreachableReason::Status(status, words) => responded(*status, words),
    }
}

fn rejected(rejection: &Rejection) -> String {
    let is_credential = rejection.request == RequestKind::Credential;
    let why = match (is_credential, rejection.status) {
        (true, 401) => {
            "The cluster requires a login for this request, which is made without one. Anonymous requests may be disabled there."
        }
        (true, 403) => {
            "The cluster does not allow this request. The API group suffix in the configuration may be wrong, or a role binding of the Concierge may be missing."
        }
        (true, 404) => {
            "The cluster has no such API. The Concierge may not be installed, or the address or the API group suffix in the configuration may be wrong."
        }
        (true, _) => "The cluster cannot process this request.",
        (false, 404) => "There is nothing at the configured address.",
        (false, _) => "The server does not allow the request.",
    };
    format!("{why} {}", responded(rejection.status, &rejection.message))
}

fn responded(status: u16, words: &ServerText) -> String {
    if words.is_empty() {
        format!("It responded with status {status}.")
    } else {
        format!("It responded with status {status}: “{words}”.")
    }
}
