//! An error with each code.

use haulout_protocol::Code;
use haulout_protocol::error::{
    CallbackError, ConfigError, CredentialError, Error, IdTokenError, KeysError, MetadataError,
    MissingCredential, MissingReason, OriginMismatch, Peer, Reason, Refusal, TokenResponseError,
};
use haulout_protocol::text::ServerText;

use crate::make::outage;

/// An error with this code, as its origin makes it.
pub(crate) fn error(code: Code) -> Error {
    let refusal = |error: &str| Refusal::new(error, "");
    let of_gateway = |words: &str| Reason::Gateway(code, ServerText::new(words));
    let reason = match code {
        Code::AccessDenied => Reason::Callback(CallbackError::Refused(refusal("access_denied"))),
        Code::AuthorizationRefused => {
            Reason::Callback(CallbackError::Refused(refusal("invalid_scope")))
        }
        Code::CallbackInvalid => Reason::Callback(CallbackError::NoCode),
        Code::ArgumentInvalid => Reason::Argument(ConfigError {
            field: "form".into(),
            reason: "must be one of the forms of a kubeconfig".into(),
        }),
        Code::ClusterUnknown => Reason::ClusterUnknown(ServerText::new("lab")),
        Code::ConciergeUnreachable => return outage(Peer::Concierge),
        Code::ConfigInvalid => Reason::Config(ConfigError {
            field: "clusters[1].server".into(),
            reason: "must be https".into(),
        }),
        Code::ConfigUnreachable => return outage(Peer::Configuration),
        Code::CookieMissing => Reason::CookieMissing,
        Code::CredentialExpired => missing(MissingReason::Expired),
        Code::CredentialPending => missing(MissingReason::Pending),
        Code::OriginMismatch => Reason::OtherOrigin(OriginMismatch {
            page: "http://localhost:5173".into(),
            gateway: "https://clusters.acme.example".into(),
        }),
        Code::CredentialInvalid => Reason::Credential(CredentialError::KeyMismatch),
        Code::CredentialRefused => {
            Reason::CredentialRefused(ServerText::new("authentication failed"))
        }
        Code::ExchangeRefused => Reason::Exchange(refusal("invalid_target")),
        Code::GatewayUnreachable => return outage(Peer::Gateway),
        Code::IdTokenInvalid => Reason::IdToken(IdTokenError::Audience),
        Code::IssMismatch => Reason::Callback(CallbackError::Iss),
        Code::IssuerInvalid => Reason::Metadata(MetadataError::Url("jwks_uri")),
        Code::IssuerMismatch => {
            Reason::Metadata(MetadataError::OtherIssuer(ServerText::new("https://other")))
        }
        Code::IssuerUnreachable => return outage(Peer::Issuer),
        Code::LoginNotStarted => Reason::Callback(CallbackError::NotStarted),
        Code::PkceUnsupported => Reason::Metadata(MetadataError::NoS256),
        Code::ResponseTooLarge => Reason::TooLarge(Peer::Issuer),
        Code::SessionEnded => Reason::SessionEnded(refusal("invalid_grant")),
        Code::SessionTooLarge => of_gateway("The session is 4,100 bytes long."),
        Code::SignInRequired => Reason::SignInRequired,
        Code::SigningKeysInvalid => Reason::SigningKeys(KeysError::NoneFits),
        Code::StateMismatch => Reason::Callback(CallbackError::State),
        Code::TokenRefused => Reason::Token(refusal("invalid_grant")),
        Code::TokenResponseInvalid => Reason::TokenResponse(TokenResponseError::NoIdToken),
        Code::ConciergeRefused
        | Code::ConciergeTlsInvalid
        | Code::CrossSite
        | Code::Disposed
        | Code::EnvironmentUnsupported
        | Code::GatewayInvalid
        | Code::IdentityProvidersInvalid
        | Code::Internal
        | Code::IssuerTlsInvalid
        | Code::NotFound
        | Code::NotLoaded
        | Code::PopupBlocked
        | Code::PopupClosed
        | Code::RateLimited
        | Code::RequestInvalid => of_gateway(""),
    };
    reason.into()
}

/// The failure of a cluster without a credential.
pub(crate) fn missing(reason: MissingReason) -> Reason {
    Reason::NoCredential(MissingCredential {
        cluster: "lab".into(),
        reason,
    })
}
