//! Failures that the page around a session causes or can prevent.

use alloc::string::String;
use core::fmt::{self, Display, Formatter};

use super::Need;
use crate::code::Code;
use crate::text::ServerText;

/// A cluster has no credential now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingCredential {
    /// The cluster's id.
    pub cluster: String,
    /// Why.
    pub reason: MissingReason,
}

/// Why a cluster has no credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingReason {
    /// The certificate reached its `NotAfter`.
    Expired,
    /// The first one has been requested.
    Pending,
    /// None is requested, because the cluster is not active.
    Inactive,
}

impl MissingCredential {
    pub(super) const fn code(&self) -> Code {
        match self.reason {
            MissingReason::Expired => Code::CredentialExpired,
            MissingReason::Pending | MissingReason::Inactive => Code::CredentialPending,
        }
    }

    pub(super) const fn need(&self) -> Need {
        match self.reason {
            MissingReason::Expired | MissingReason::Pending => Need::Retry,
            MissingReason::Inactive => Need::Nothing,
        }
    }
}

impl Display for MissingCredential {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let why = match self.reason {
            MissingReason::Expired => "has expired",
            MissingReason::Pending => "has not been issued yet",
            MissingReason::Inactive => "is not requested, because the cluster is not active",
        };
        write!(f, "for `{}` {why}", self.cluster)
    }
}

/// A document that was served in place of the configuration, such as the start page of a web application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongDocument {
    /// The URL, as it was configured.
    pub url: ServerText,
    /// Its media type; empty if the server did not send one.
    pub media_type: ServerText,
}

impl WrongDocument {
    /// Whether it is an HTML page.
    #[must_use]
    pub fn is_html(&self) -> bool {
        self.media_type.as_str() == "text/html"
    }
}

impl Display for WrongDocument {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let what = if self.is_html() {
            "an HTML page"
        } else {
            "no JSON document"
        };
        write!(
            f,
            "at {} is {what}: check this URL, and which server responds to it",
            self.url
        )
    }
}

/// The origins of a page and of the gateway that it cannot use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginMismatch {
    /// The page's origin.
    pub page: String,
    /// The gateway's origin, which is that of its `publicUrl`.
    pub gateway: String,
}

impl Display for OriginMismatch {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { page, gateway } = self;
        write!(
            f,
            "is at {page}, but the gateway is at {gateway}: open the page at {gateway}, or set the gateway's publicUrl to a URL at {page}, or use `EmbedSession` of 'haulout/embed'"
        )
    }
}
