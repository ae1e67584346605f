//! A credential for the API server: a certificate from the Concierge, or an ID token if the API server accepts those.

use alloc::string::String;
use alloc::vec::Vec;

use crate::concierge::Credential;
use crate::oidc::id_token::IdToken;
use crate::secret::Secret;
use crate::time::UnixTime;

/// A credential for one cluster.
pub(crate) enum ApiServerCredential {
    /// A client certificate with its key.
    Certificate(Credential),
    /// The ID token itself, for an API server that verifies such tokens.
    Token(BearerToken),
}

/// An ID token used as a bearer token.
pub(crate) struct BearerToken {
    token: Secret<String>,
    username: String,
    groups: Vec<String>,
    issued: UnixTime,
    expires: UnixTime,
}

impl ApiServerCredential {
    pub(super) fn of(token: &IdToken) -> Self {
        Self::Token(BearerToken {
            token: token.raw().duplicate(),
            username: token.username().into(),
            groups: token.groups().to_vec(),
            issued: token.issued(),
            expires: token.expires(),
        })
    }

    /// The start of its validity.
    pub(crate) const fn not_before(&self) -> UnixTime {
        match self {
            Self::Certificate(credential) => credential.certificate().not_before(),
            Self::Token(bearer) => bearer.issued,
        }
    }

    /// When it was issued, on its issuer's clock, if known.
    pub(crate) fn issued_at(&self) -> Option<UnixTime> {
        match self {
            Self::Certificate(credential) => credential.certificate().issued_at(),
            Self::Token(bearer) => Some(bearer.issued),
        }
    }

    /// The certificate's serial number.
    pub(crate) fn serial(&self) -> Option<&[u8]> {
        match self {
            Self::Certificate(credential) => Some(credential.certificate().serial()),
            Self::Token(_) => None,
        }
    }

    /// The end of its validity, on its verifier's clock.
    pub(crate) const fn not_after(&self) -> UnixTime {
        match self {
            Self::Certificate(credential) => credential.certificate().not_after(),
            Self::Token(bearer) => bearer.expires,
        }
    }

    /// The bearer's user name for the API server, or the claim from which the API server derives it.
    pub(crate) fn username(&self) -> &str {
        match self {
            Self::Certificate(credential) => credential.certificate().username(),
            Self::Token(bearer) => &bearer.username,
        }
    }

    /// The bearer's groups for the API server, or the claim from which the API server usually derives them.
    pub(crate) fn groups(&self) -> &[String] {
        match self {
            Self::Certificate(credential) => credential.certificate().groups(),
            Self::Token(bearer) => &bearer.groups,
        }
    }

    /// Further attributes of the bearer, if it is a certificate that has them.
    pub(crate) fn extra(&self) -> &[String] {
        match self {
            Self::Certificate(credential) => credential.certificate().extra(),
            Self::Token(_) => &[],
        }
    }

    /// The Concierge's `expirationTimestamp`, if it differs from the certificate's end.
    pub(crate) fn contradicted_by(&self) -> Option<UnixTime> {
        match self {
            Self::Certificate(credential) => credential.contradicted_by(),
            Self::Token(_) => None,
        }
    }
}

impl BearerToken {
    pub(crate) const fn token(&self) -> &Secret<String> {
        &self.token
    }
}
