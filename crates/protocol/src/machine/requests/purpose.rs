//! The purpose of a request: its peer, its timeout, and the statuses that its reader understands.

use crate::activity::RequestKind;
use crate::error::Peer;
use crate::http::{MAX_BODY, MAX_CONFIG};
use crate::machine::ids::{Attempt, ClusterIndex};
use crate::schedule::REQUEST_LIMIT;
use crate::time::Span;

/// What a request is for; its response is read accordingly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Config,
    Metadata,
    IdentityProviders,
    /// Checks for an existing session.
    Probe,
    SessionStart,
    Redeem,
    /// The clusters of a session that was just created, if they did not fit into the token response.
    SessionConfig,
    /// With the attempt whose tokens it spends.
    Refresh {
        attempt: Attempt,
        spent: Attempt,
    },
    Jwks,
    /// For a cluster, with the attempt whose tokens it spends.
    Exchange(ClusterIndex, Attempt),
    Credential(ClusterIndex),
    Version(ClusterIndex),
    SessionEnd,
}

impl Purpose {
    pub(crate) const fn peer(self) -> Peer {
        match self {
            Self::Config => Peer::Configuration,
            Self::Metadata
            | Self::IdentityProviders
            | Self::Redeem
            | Self::Refresh { .. }
            | Self::Jwks
            | Self::Exchange(..) => Peer::Issuer,
            Self::Probe | Self::SessionStart | Self::SessionConfig | Self::SessionEnd => {
                Peer::Gateway
            }
            Self::Credential(_) | Self::Version(_) => Peer::Concierge,
        }
    }

    pub(crate) const fn asked(self) -> RequestKind {
        match self {
            Self::Config => RequestKind::Configuration,
            Self::Metadata => RequestKind::Metadata,
            Self::IdentityProviders => RequestKind::IdentityProviders,
            Self::Probe | Self::SessionConfig => RequestKind::Session,
            Self::SessionStart => RequestKind::SignIn,
            Self::Redeem => RequestKind::Tokens,
            Self::Refresh { .. } => RequestKind::Refresh,
            Self::Jwks => RequestKind::SigningKeys,
            Self::Exchange(..) => RequestKind::Exchange,
            Self::Credential(_) => RequestKind::Credential,
            Self::Version(_) => RequestKind::Time,
            Self::SessionEnd => RequestKind::SignOut,
        }
    }

    /// The cluster whose server's time is in the response.
    pub(crate) const fn cluster_for_time(self) -> Option<ClusterIndex> {
        if let Self::Credential(at) | Self::Version(at) = self {
            Some(at)
        } else {
            None
        }
    }

    /// Whether its reader finds out what a response with this status says about the tokens (RFC 6749 §5.2). Other
    /// statuses, such as 404, are about the URL.
    pub(super) const fn reads_refusal(self, status: u16) -> bool {
        self.speaks_oauth() && matches!(status, 400..=403)
    }

    const fn speaks_oauth(self) -> bool {
        matches!(
            self,
            Self::Redeem | Self::Refresh { .. } | Self::Exchange(..)
        )
    }

    /// The timeout. A refresh has more time, because aborting it could lose a rotated refresh token.
    pub(super) const fn limit(self) -> Span {
        let is_urgent = matches!(
            self,
            Self::Jwks | Self::Exchange(..) | Self::Credential(_) | Self::Version(_)
        );
        if is_urgent {
            REQUEST_LIMIT
        } else {
            PATIENT_LIMIT
        }
    }

    /// The size limit of a response, in bytes.
    pub(super) const fn body_max(self) -> usize {
        if matches!(self, Self::Config | Self::Probe | Self::SessionConfig) {
            MAX_CONFIG
        } else {
            MAX_BODY
        }
    }

    /// Whether a response with this status has a body that its reader understands.
    pub(super) const fn understands(self, status: u16) -> bool {
        // OAuth errors have a body of their own, and Kubernetes creates a TokenCredentialRequest.
        status == 200
            || self.speaks_oauth() && status >= 400
            || status == 201 && matches!(self, Self::Credential(_))
    }
}

/// How long a user can be expected to wait.
const PATIENT_LIMIT: Span = Span::from_secs(30);
