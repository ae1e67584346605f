//! What each request is for: whom it asks, how long that may take, and which answers say something.

use crate::activity::Asked;
use crate::error::Peer;
use crate::http::{MAX_BODY, MAX_CONFIG};
use crate::machine::ids::{Attempt, ClusterIndex};
use crate::schedule::REQUEST_LIMIT;
use crate::time::Span;

/// What a request is for; its answer is read accordingly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Config,
    Metadata,
    IdentityProviders,
    /// Is there a session?
    Probe,
    SessionStart,
    Redeem,
    /// The clusters of a session that was just made.
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

    pub(crate) const fn asked(self) -> Asked {
        match self {
            Self::Config => Asked::Configuration,
            Self::Metadata => Asked::Metadata,
            Self::IdentityProviders => Asked::IdentityProviders,
            Self::Probe | Self::SessionConfig => Asked::Session,
            Self::SessionStart => Asked::SignIn,
            Self::Redeem => Asked::Tokens,
            Self::Refresh { .. } => Asked::Refresh,
            Self::Jwks => Asked::SigningKeys,
            Self::Exchange(..) => Asked::Exchange,
            Self::Credential(_) => Asked::Credential,
            Self::Version(_) => Asked::Time,
            Self::SessionEnd => Asked::SignOut,
        }
    }

    /// The cluster whose server's time stands in the answer.
    pub(crate) const fn cluster_for_time(self) -> Option<ClusterIndex> {
        if let Self::Credential(at) | Self::Version(at) = self {
            Some(at)
        } else {
            None
        }
    }

    pub(super) const fn speaks_oauth(self) -> bool {
        matches!(
            self,
            Self::Redeem | Self::Refresh { .. } | Self::Exchange(..)
        )
    }

    /// How long an answer is worth waiting for. A refresh that the issuer has begun is paid for, so it has longer.
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

    /// How long an answer may be, in bytes.
    pub(super) const fn body_max(self) -> usize {
        if matches!(self, Self::Config | Self::Probe | Self::SessionConfig) {
            MAX_CONFIG
        } else {
            MAX_BODY
        }
    }

    /// Whether an answer with this status has something to say that its reader understands.
    pub(super) const fn understands(self, status: u16) -> bool {
        // OAuth refusals have a body of their own, and so has whatever Kubernetes answers.
        status == 200
            || self.speaks_oauth() && status >= 400 && status <= 403
            || matches!(self, Self::Credential(_))
    }
}

/// What a person who waits puts up with.
const PATIENT_LIMIT: Span = Span::from_secs(30);
