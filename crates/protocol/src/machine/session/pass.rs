//! What an API server lets its bearer in with: a certificate of the Concierge's, or an ID token where it takes those.

use alloc::string::String;

use crate::concierge::Credential;
use crate::oidc::id_token::IdToken;
use crate::secret::Secret;
use crate::time::UnixTime;

/// A credential for one cluster.
pub(crate) enum Pass {
    /// A client certificate with its key.
    Certificate(Credential),
    /// The ID token itself, for an API server that checks such tokens by itself.
    Token(Bearer),
}

/// An ID token on its way to an API server.
pub(crate) struct Bearer {
    token: Secret<String>,
    username: String,
    issued: UnixTime,
    expires: UnixTime,
}

impl Pass {
    pub(super) fn of(token: &IdToken) -> Self {
        Self::Token(Bearer {
            token: token.raw().duplicate(),
            username: token.username().into(),
            issued: token.issued(),
            expires: token.expires(),
        })
    }

    /// From when on it is good.
    pub(crate) const fn not_before(&self) -> UnixTime {
        match self {
            Self::Certificate(credential) => credential.certificate().not_before(),
            Self::Token(bearer) => bearer.issued,
        }
    }

    /// When it was made, on the clock of whoever made it, where that can be told.
    pub(crate) fn issued_at(&self) -> Option<UnixTime> {
        match self {
            Self::Certificate(credential) => credential.certificate().issued_at(),
            Self::Token(bearer) => Some(bearer.issued),
        }
    }

    /// The certificate's number.
    pub(crate) fn serial(&self) -> Option<&[u8]> {
        match self {
            Self::Certificate(credential) => Some(credential.certificate().serial()),
            Self::Token(_) => None,
        }
    }

    /// Until when, on the clock of whoever checks it.
    pub(crate) const fn not_after(&self) -> UnixTime {
        match self {
            Self::Certificate(credential) => credential.certificate().not_after(),
            Self::Token(bearer) => bearer.expires,
        }
    }

    /// What the API server will call its bearer, or the name in the token from which it makes that.
    pub(crate) fn username(&self) -> &str {
        match self {
            Self::Certificate(credential) => credential.certificate().username(),
            Self::Token(bearer) => &bearer.username,
        }
    }

    /// In which groups, where that is known here.
    pub(crate) fn groups(&self) -> &[String] {
        match self {
            Self::Certificate(credential) => credential.certificate().groups(),
            Self::Token(_) => &[],
        }
    }

    /// Where the Concierge contradicts the certificate.
    pub(crate) fn contradicted_by(&self) -> Option<UnixTime> {
        match self {
            Self::Certificate(credential) => credential.contradicted_by(),
            Self::Token(_) => None,
        }
    }
}

impl Bearer {
    pub(crate) const fn token(&self) -> &Secret<String> {
        &self.token
    }
}
