//! Errors as log messages: one stable sentence, without secrets.
//!
//! Written by hand instead of derived with `Debug`, which adds more wasm and shows our type names to users.

use core::fmt::{self, Display, Formatter};

use super::{
    CallbackError, ConfigError, CredentialError, Error, IdTokenError, KeysError, MetadataError,
    Peer, Reason, Refusal, TokenResponseError, UnreachableReason,
};
use crate::http::TransportError;
use crate::json::JsonError;

impl Display for Error {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (subject, verdict) = self.reason.sentence();
        write!(f, "{}: {subject} {verdict}", self.code())?;
        match &self.audit_id {
            Some(id) => write!(f, " (Audit-Id {id})"),
            None => Ok(()),
        }
    }
}

impl Reason {
    /// The subject of the sentence, and what went wrong.
    fn sentence(&self) -> (&'static str, &dyn Display) {
        match self {
            Self::Config(fault) => ("in the configuration", fault),
            Self::Argument(fault) => ("the argument", fault),
            Self::WrongDocument(fault) => ("the configuration", fault),
            Self::OtherOrigin(fault) => ("this page", fault),
            Self::Unreachable(peer, outage) => (peer.name(), outage),
            Self::Rejected(rejection) => ("the request for", rejection),
            Self::TooLarge(peer) => (peer.name(), &"sent an answer that exceeds the size limit"),
            Self::Gateway(_, words) => ("the gateway reported:", words),
            Self::GatewayAnswer(fault) => ("the gateway's answer is malformed: its", fault),
            Self::Metadata(fault) => ("the issuer's metadata", fault),
            Self::IdentityProviders(fault) => {
                ("the list of identity providers is malformed: its", fault)
            }
            Self::Callback(fault) => ("the callback", fault),
            Self::Token(refusal) => ("the token endpoint refused:", refusal),
            Self::TokenResponse(fault) => ("the token response", fault),
            Self::SigningKeys(fault) => ("the issuer's keys", fault),
            Self::IdToken(fault) => ("the ID token fails validation:", fault),
            Self::Exchange(refusal) => ("the token exchange was refused:", refusal),
            Self::SessionEnded(refusal) => ("the session has ended:", refusal),
            Self::CredentialRefused(words) => ("the Concierge refused the token:", words),
            Self::Credential(fault) => ("the Concierge's credential", fault),
            Self::NoCredential(fault) => ("the certificate", fault),
            Self::CookieMissing => ("the browser", &"did not send the gateway's cookie"),
            Self::SignInRequired => ("a sign-in", &"is required"),
            Self::ClusterUnknown(id) => ("the configuration has no cluster with the id", id),
        }
    }
}

impl Peer {
    const fn name(self) -> &'static str {
        match self {
            Self::Configuration => "the server of the configuration",
            Self::Issuer => "the issuer",
            Self::Gateway => "the gateway",
            Self::Concierge => "the Concierge",
        }
    }
}

impl Display for ConfigError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.field, self.reason)
    }
}

impl Display for UnreachableReason {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(TransportError::Network) => f.write_str("could not be reached"),
            Self::Transport(TransportError::LocalNetwork) => f.write_str(
                "could not be reached at a private address, which browsers may block for a page at a public one",
            ),
            Self::Transport(TransportError::Tls) => {
                f.write_str("has a certificate or TLS versions that are not acceptable")
            }
            Self::Transport(TransportError::Timeout) => f.write_str("took too long to answer"),
            Self::Transport(TransportError::TooLarge) => {
                f.write_str("sent an answer that exceeds the size limit")
            }
            Self::Transport(TransportError::InvalidTransport) => {
                f.write_str("could not be asked: the transport returned no valid Response")
            }
            Self::Status(status, words) => write!(f, "answered with status {status} {words}"),
        }
    }
}

impl Display for Refusal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.error, self.description)
    }
}

impl Display for MetadataError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(fault) => malformed(fault, f),
            Self::OtherIssuer(issuer) => write!(f, "names another issuer, {issuer}"),
            Self::NoS256 => f.write_str("does not list S256 as a challenge method"),
            Self::Url(member) => write!(f, "has no valid {member}"),
        }
    }
}

impl Display for CallbackError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotStarted => f.write_str("does not belong to a login of this tab"),
            Self::Repeated(parameter) => write!(f, "repeats {parameter}"),
            Self::Foreign(parameter) => {
                write!(f, "has {parameter}, which is not part of the code flow")
            }
            Self::Iss => f.write_str("has an iss that is not the issuer's"),
            Self::State => f.write_str("has a state that is not this login's"),
            Self::Refused(refusal) => write!(f, "has an error: {refusal}"),
            Self::NoCode => f.write_str("has neither code nor error"),
        }
    }
}

impl Display for TokenResponseError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(fault) => malformed(fault, f),
            Self::NoIdToken => f.write_str("has no id_token"),
            Self::TokenType => f.write_str("has an unexpected token_type"),
            Self::IssuedTokenType => f.write_str("has an unexpected issued_token_type"),
        }
    }
}

impl Display for KeysError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(fault) => malformed(fault, f),
            Self::NoneFits => f.write_str("do not include the one that signed the token"),
            Self::Unsupported => {
                f.write_str("need an algorithm that this browser does not support")
            }
            Self::NoVerdict => f.write_str("were not tried on the token in time"),
        }
    }
}

impl Display for IdTokenError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "format",
            Self::Encrypted => "it is encrypted (JWE), and has to be only signed",
            Self::Opaque => "it is opaque, and has to be a signed JWT",
            Self::Algorithm(name) => {
                let name = name.unwrap_or("an unknown one");
                return write!(
                    f,
                    "alg is {name}; supported are RS256, ES256, PS256 and EdDSA"
                );
            }
            Self::Critical => "crit",
            Self::Signature => "signature",
            Self::Issuer => "iss",
            Self::Subject => "sub",
            Self::Audience => "aud",
            Self::AuthorizedParty => "azp",
            Self::Expired => "exp",
            Self::NotYetValid => "nbf or iat in the future",
            Self::IssuedAt => "iat",
            Self::Nonce => "nonce",
            Self::AccessTokenHash => "at_hash",
            Self::AuthTime => "auth_time",
        })
    }
}

impl Display for CredentialError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(fault) => malformed(fault, f),
            Self::Empty => f.write_str("is missing"),
            Self::Certificate(fault) => write!(f, "cannot be used: {fault}"),
            Self::Key(fault) => write!(f, "cannot be used: {fault}"),
            Self::KeyMismatch => f.write_str("has a key that does not match its certificate"),
            Self::Dead => f.write_str("had already expired on arrival"),
            Self::ExpiredForVerifier => {
                f.write_str("had already expired on arrival, on the API server's clock")
            }
            Self::NotYetValid => f.write_str("is not valid yet, on the API server's clock"),
        }
    }
}

fn malformed(fault: &JsonError, f: &mut Formatter<'_>) -> fmt::Result {
    write!(f, "is malformed: its {fault}")
}
