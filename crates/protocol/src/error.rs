//! Errors: what failed, why, and the next step; `Display` is for logs and never contains a secret.

use alloc::string::String;

use crate::code::Code;
use crate::http::TransportError;
use crate::json::JsonError;
use crate::text::ServerText;
use crate::time::Span;

mod display;
mod embedding;
mod need;
mod refusal;
mod rejection;

pub use embedding::{MissingCredential, MissingReason, OriginMismatch, WrongDocument};
pub use need::Need;
pub use refusal::Refusal;
pub(crate) use refusal::RefusalKind;
pub use rejection::Rejection;

/// A failure, with the audit id of the server that caused it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What went wrong.
    pub reason: Reason,
    /// The server's `Audit-Id` for the request, if it sent one.
    pub audit_id: Option<ServerText>,
    /// How long to wait before a retry: as the server asked, within bounds.
    pub retry_after: Option<Span>,
}

impl Error {
    /// The stable code to branch on.
    #[must_use]
    pub fn code(&self) -> Code {
        self.reason.code()
    }

    /// The step that resolves this failure.
    #[must_use]
    pub fn need(&self) -> Need {
        self.reason.need()
    }
}

impl From<Reason> for Error {
    fn from(reason: Reason) -> Self {
        Self {
            reason,
            audit_id: None,
            retry_after: None,
        }
    }
}

/// The server that a request was sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// The server of our configuration.
    Configuration,
    /// The OpenID provider.
    Issuer,
    /// Our own gateway's session routes.
    Gateway,
    /// A cluster's Concierge.
    Concierge,
}

/// Every reason for a failure, grouped by the component at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A field of the configuration.
    Config(ConfigError),
    /// An argument of the embedder.
    Argument(ConfigError),
    /// Another document was served in place of the configuration.
    WrongDocument(WrongDocument),
    /// The page and the gateway of its configuration have different origins.
    OtherOrigin(OriginMismatch),
    /// A peer did not answer, or answered with an unexpected status.
    Unreachable(Peer, UnreachableReason),
    /// A server rejects the request whatever token it carries.
    Rejected(Rejection),
    /// A peer's answer exceeded its size limit.
    TooLarge(Peer),
    /// The gateway reported the failure with a code of its own.
    Gateway(Code, ServerText),
    /// The gateway's answer is malformed.
    GatewayAnswer(JsonError),
    /// The issuer's metadata.
    Metadata(MetadataError),
    /// The Supervisor's list of identity providers.
    IdentityProviders(JsonError),
    /// The URL that the issuer sent the browser back to.
    Callback(CallbackError),
    /// The token endpoint refused the request.
    Token(Refusal),
    /// The token endpoint's answer is not usable.
    TokenResponse(TokenResponseError),
    /// The issuer's signing keys.
    SigningKeys(KeysError),
    /// A rule for ID tokens.
    IdToken(IdTokenError),
    /// The token exchange was refused.
    Exchange(Refusal),
    /// The refresh token was refused: the session is over.
    SessionEnded(Refusal),
    /// The Concierge refused the token, with this message.
    CredentialRefused(ServerText),
    /// The Concierge's answer is not a usable credential.
    Credential(CredentialError),
    /// A cluster has no credential now.
    NoCredential(MissingCredential),
    /// The browser did not send a cookie that the gateway had set for this sign-in.
    CookieMissing,
    /// There are no tokens to renew.
    SignInRequired,
    /// No cluster with this id is configured.
    ClusterUnknown(ServerText),
}

impl Reason {
    /// The stable code to branch on.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Config(_) => Code::ConfigInvalid,
            Self::Argument(_) => Code::ArgumentInvalid,
            Self::WrongDocument(_) => Code::ConfigUnreachable,
            Self::OtherOrigin(_) => Code::OriginMismatch,
            Self::Unreachable(Peer::Issuer, TLS) => Code::IssuerTlsInvalid,
            Self::Unreachable(Peer::Concierge, TLS) => Code::ConciergeTlsInvalid,
            Self::Unreachable(Peer::Configuration, _) => Code::ConfigUnreachable,
            Self::Unreachable(Peer::Issuer, _) => Code::IssuerUnreachable,
            Self::Unreachable(Peer::Gateway, _) => Code::GatewayUnreachable,
            Self::GatewayAnswer(_) => Code::GatewayInvalid,
            Self::Unreachable(Peer::Concierge, _) => Code::ConciergeUnreachable,
            Self::Rejected(rejection) => rejection.code(),
            Self::TooLarge(_) => Code::ResponseTooLarge,
            Self::Gateway(code, _) => *code,
            Self::Metadata(MetadataError::OtherIssuer(_)) => Code::IssuerMismatch,
            Self::Metadata(MetadataError::NoS256) => Code::PkceUnsupported,
            Self::Metadata(_) => Code::IssuerInvalid,
            Self::IdentityProviders(_) => Code::IdentityProvidersInvalid,
            Self::Callback(fault) => fault.code(),
            Self::Token(_) => Code::TokenRefused,
            Self::TokenResponse(_) => Code::TokenResponseInvalid,
            Self::SigningKeys(_) => Code::SigningKeysInvalid,
            Self::IdToken(_) => Code::IdTokenInvalid,
            Self::Exchange(_) => Code::ExchangeRefused,
            Self::SessionEnded(_) => Code::SessionEnded,
            Self::CredentialRefused(_) => Code::CredentialRefused,
            Self::Credential(_) => Code::CredentialInvalid,
            Self::NoCredential(missing) => missing.code(),
            Self::CookieMissing => Code::CookieMissing,
            Self::SignInRequired => Code::SignInRequired,
            Self::ClusterUnknown(_) => Code::ClusterUnknown,
        }
    }

    /// Whether a server processed the request and refused it.
    #[must_use]
    pub const fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::Callback(CallbackError::Refused(_))
                | Self::Rejected(_)
                | Self::Token(_)
                | Self::Exchange(_)
                | Self::SessionEnded(_)
                | Self::CredentialRefused(_)
        )
    }

    /// The step that resolves this failure.
    #[must_use]
    pub fn need(&self) -> Need {
        match self {
            Self::Token(refusal) | Self::Exchange(refusal) if refusal.is_temporary() => Need::Retry,
            Self::Token(refusal) if !refusal.is_about_the_client() => Need::SignIn,
            Self::Unreachable(_, TLS) => Need::Operator,
            Self::Unreachable(..) | Self::TooLarge(_) => Need::Retry,
            Self::NoCredential(missing) => missing.need(),
            Self::Callback(_)
            | Self::SessionEnded(_)
            | Self::CookieMissing
            | Self::SignInRequired
            | Self::Gateway(
                Code::SignInRequired
                | Code::SessionEnded
                | Code::LoginNotStarted
                | Code::StateMismatch,
                _,
            ) => Need::SignIn,
            Self::Gateway(
                Code::RateLimited | Code::IssuerUnreachable | Code::ConciergeUnreachable,
                _,
            ) => Need::Retry,
            Self::Config(_)
            | Self::WrongDocument(_)
            | Self::OtherOrigin(_)
            | Self::Rejected(_)
            | Self::Gateway(..)
            | Self::GatewayAnswer(_)
            | Self::Metadata(_)
            | Self::IdentityProviders(_)
            | Self::Token(_)
            | Self::TokenResponse(_)
            | Self::SigningKeys(_)
            | Self::IdToken(_)
            | Self::Exchange(_)
            | Self::CredentialRefused(_)
            | Self::Credential(_) => Need::Operator,
            Self::Argument(_) | Self::ClusterUnknown(_) => Need::Nothing,
        }
    }
}

/// An invalid field of the configuration, or an invalid argument. It contains no secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The path of the field, as in `clusters[1].server`.
    pub field: String,
    /// The reason.
    pub reason: String,
}

impl From<JsonError> for ConfigError {
    fn from(JsonError { place, reason }: JsonError) -> Self {
        Self {
            field: place,
            reason: reason.into(),
        }
    }
}

const TLS: UnreachableReason = UnreachableReason::Transport(TransportError::Tls);

/// Why a peer gave no usable answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnreachableReason {
    /// No HTTP answer at all.
    Transport(TransportError),
    /// A status that is neither success nor a refusal, with the server's message.
    Status(u16, ServerText),
}

/// A defect in the issuer's metadata (OpenID Connect Discovery §3, RFC 8414 §2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MetadataError {
    /// Not JSON of the right shape.
    Malformed(JsonError),
    /// `issuer` is not identical to the configured one.
    OtherIssuer(ServerText),
    /// `code_challenge_methods_supported` lacks `S256`.
    NoS256,
    /// A URL that is neither https nor loopback, or carries user information or a fragment.
    Url(&'static str),
}

/// A defect in the callback, in the order of the checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallbackError {
    /// This tab has no pending login.
    NotStarted,
    /// A repeated parameter.
    Repeated(&'static str),
    /// A parameter that does not belong to the code flow.
    Foreign(&'static str),
    /// `iss` is missing although the metadata announces it, or names another issuer (RFC 9207 §2.4).
    Iss,
    /// `state` is missing or not ours (RFC 6749 §10.12).
    State,
    /// The issuer answered with an error.
    Refused(Refusal),
    /// Neither `code` nor `error`.
    NoCode,
}

impl CallbackError {
    fn code(&self) -> Code {
        match self {
            Self::NotStarted => Code::LoginNotStarted,
            Self::Repeated(_) | Self::Foreign(_) | Self::NoCode => Code::CallbackInvalid,
            Self::Iss => Code::IssMismatch,
            Self::State => Code::StateMismatch,
            Self::Refused(refusal) if refusal.kind == RefusalKind::AccessDenied => {
                Code::AccessDenied
            }
            Self::Refused(_) => Code::AuthorizationRefused,
        }
    }
}

/// Why a token response is not usable (RFC 6749 §5.1, RFC 8693 §2.2.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenResponseError {
    /// Not JSON of the right shape.
    Malformed(JsonError),
    /// No `id_token`, which is always required here.
    NoIdToken,
    /// `token_type` is not `Bearer` (or, for an exchange, `N_A`).
    TokenType,
    /// `issued_token_type` is not the JWT we asked for.
    IssuedTokenType,
}

/// A defect in the issuer's keys (RFC 7517).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeysError {
    /// Not a JWK set.
    Malformed(JsonError),
    /// None of them can have signed this token.
    NoneFits,
    /// This browser cannot verify signatures of that algorithm.
    Unsupported,
    /// The verification did not finish.
    NoVerdict,
}

/// Which rule an ID token breaks (OpenID Connect Core §3.1.3.7, §12.2; RFC 7515, RFC 7519).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdTokenError {
    /// Not three base64url parts with JSON in the first two.
    Malformed,
    /// Five parts: a JWE (RFC 7516 §3.1), for which there is no key here.
    Encrypted,
    /// One part: not a JWT at all.
    Opaque,
    /// `alg` is not a supported algorithm; `none` and HMAC never are. Its name, if it is a registered one.
    Algorithm(Option<&'static str>),
    /// `crit` requires an unsupported extension.
    Critical,
    /// The signature is not the issuer's.
    Signature,
    /// `iss` is not the issuer.
    Issuer,
    /// `sub` is missing or not ASCII; or, on refresh, that of another user.
    Subject,
    /// `aud` lacks our client, or contains an unconfigured one.
    Audience,
    /// `azp` is missing although there are several audiences, or is not our client.
    AuthorizedParty,
    /// `exp` has passed.
    Expired,
    /// `nbf` or `iat` lies in the future.
    NotYetValid,
    /// `iat` is missing, or too old for a fresh login.
    IssuedAt,
    /// `nonce` is not the one of this login.
    Nonce,
    /// `at_hash` is not the access token's.
    AccessTokenHash,
    /// `auth_time` changed on refresh.
    AuthTime,
}

/// Why the Concierge's answer is not a usable credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CredentialError {
    /// The answer is not a `TokenCredentialRequest`.
    Malformed(JsonError),
    /// Neither a credential nor a message.
    Empty,
    /// The certificate is malformed.
    Certificate(crate::concierge::CertificateError),
    /// The private key is malformed.
    Key(crate::concierge::PrivateKeyError),
    /// The private key is not the certificate's.
    KeyMismatch,
    /// It had already expired when it arrived.
    Dead,
    /// The same, on the clock of the API server that verifies it.
    ExpiredForVerifier,
    /// It becomes valid later, on that clock.
    NotYetValid,
}

impl core::error::Error for Error {}
