//! Errors as log messages: one stable sentence, without secrets.
//!
//! Written by hand instead of derived with `Debug`, which adds more wasm and shows our type names to users.

use core::fmt::{self, Display, Formatter};

use super::{
    CallbackFault, ConfigFault, CredentialFault, Error, IdTokenFault, KeysFault, MetadataFault,
    Outage, Peer, Reason, Refusal, TokenResponseFault,
};
use crate::http::Failure;
use crate::json::Malformed;

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
            Self::Unreachable(peer, outage) => (peer.in_words(), outage),
            Self::TooLarge(peer) => (peer.in_words(), &"answered at too great a length"),
            Self::Gateway(_, words) => ("the gateway said", words),
            Self::GatewayAnswer(fault) => ("the gateway's answer is malformed: its", fault),
            Self::Metadata(fault) => ("the issuer's metadata", fault),
            Self::IdentityProviders(fault) => {
                ("the list of identity providers is malformed: its", fault)
            }
            Self::Callback(fault) => ("the callback", fault),
            Self::Token(refusal) => ("the token endpoint refused:", refusal),
            Self::TokenResponse(fault) => ("the answer of the token endpoint", fault),
            Self::SigningKeys(fault) => ("the issuer's keys", fault),
            Self::IdToken(fault) => ("the ID token fails the check of", fault),
            Self::Exchange(refusal) => ("the token exchange was refused:", refusal),
            Self::SessionEnded(refusal) => ("the session has ended:", refusal),
            Self::CredentialRefused(words) => ("the Concierge said", words),
            Self::Credential(fault) => ("the Concierge's credential", fault),
            Self::CredentialExpired => ("the certificate", &"has expired"),
            Self::CookieMissing => ("the browser", &"did not send the gateway's cookie back"),
            Self::SignInRequired => ("a sign-in", &"is required"),
            Self::ClusterUnknown => ("the cluster", &"is not configured"),
        }
    }
}

impl Peer {
    const fn in_words(self) -> &'static str {
        match self {
            Self::Configuration => "the server of the configuration",
            Self::Issuer => "the issuer",
            Self::Gateway => "the gateway",
            Self::Concierge => "the Concierge",
        }
    }
}

impl Display for ConfigFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.field, self.reason)
    }
}

impl Display for Outage {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(Failure::Network) => f.write_str("could not be reached"),
            Self::Transport(Failure::Timeout) => f.write_str("took too long to answer"),
            Self::Transport(Failure::TooLarge) => f.write_str("answered at too great a length"),
            Self::Transport(Failure::InvalidTransport) => {
                f.write_str("gave something that is no answer")
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

impl Display for MetadataFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(fault) => malformed(fault, f),
            Self::OtherIssuer(issuer) => write!(f, "names another issuer, {issuer}"),
            Self::NoS256 => f.write_str("lacks S256 among its challenge methods"),
            Self::Url(member) => write!(f, "has no usable {member}"),
        }
    }
}

impl Display for CallbackFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotStarted => f.write_str("belongs to no login of this tab"),
            Self::Repeated(parameter) => write!(f, "repeats {parameter}"),
            Self::Foreign(parameter) => write!(f, "has {parameter}, which the code flow lacks"),
            Self::Iss => f.write_str("has another iss than the issuer's"),
            Self::State => f.write_str("has another state than this login"),
            Self::Refused(refusal) => write!(f, "says no: {refusal}"),
            Self::NoCode => f.write_str("has neither code nor error"),
        }
    }
}

impl Display for TokenResponseFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(fault) => malformed(fault, f),
            Self::NoIdToken => f.write_str("has no id_token"),
            Self::TokenType => f.write_str("has an unknown token_type"),
            Self::IssuedTokenType => f.write_str("has another issued_token_type"),
        }
    }
}

impl Display for KeysFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(fault) => malformed(fault, f),
            Self::NoneFits => f.write_str("do not include the one that signed"),
            Self::Unsupported => f.write_str("are of a kind that this browser lacks"),
            Self::NoVerdict => f.write_str("were not applied to a token in time"),
        }
    }
}

impl Display for IdTokenFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "its shape",
            Self::Algorithm => "alg",
            Self::Critical => "crit",
            Self::Signature => "its signature",
            Self::Issuer => "iss",
            Self::Subject => "sub",
            Self::Audience => "aud",
            Self::AuthorizedParty => "azp",
            Self::Expired => "exp",
            Self::NotYetValid => "nbf or iat, which lies in the future",
            Self::IssuedAt => "iat",
            Self::Nonce => "nonce",
            Self::AccessTokenHash => "at_hash",
            Self::AuthTime => "auth_time",
        })
    }
}

impl Display for CredentialFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(fault) => malformed(fault, f),
            Self::Empty => f.write_str("is missing"),
            Self::Certificate(fault) => write!(f, "cannot be used: {fault}"),
            Self::Key => f.write_str("has a key that cannot be read"),
            Self::KeyMismatch => f.write_str("has a key that is not its certificate's"),
            Self::Dead => f.write_str("had expired when it arrived"),
        }
    }
}

fn malformed(fault: &Malformed, f: &mut Formatter<'_>) -> fmt::Result {
    write!(f, "is malformed: its {fault}")
}
