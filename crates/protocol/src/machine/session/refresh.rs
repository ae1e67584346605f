//! `Refresh`: the state of a session's token refresh.

use crate::error::Error;
use crate::machine::ids::Attempt;
use crate::oidc::refresh::RefusalHistory;
use crate::schedule::{Attempts, REQUEST_LIMIT};
use crate::time::Tick;

/// The state of a session's token refresh.
#[derive(Default)]
pub(crate) enum Refresh {
    /// No refresh is under way.
    #[default]
    Idle,
    /// Since this tick, the request is in flight or its new ID token is being verified.
    UnderWay(Tick),
    /// The last attempt failed; the next one may start at this tick.
    Failed(Error, Tick),
    /// The issuer refuses to refresh this session.
    Over(Error),
}

/// The values that outlive a refresh.
#[derive(Default)]
pub(super) struct RefreshHistory {
    pub(super) attempts: Attempts,
    /// The last attempt.
    pub(super) latest: Attempt,
    /// Whether the tokens are to be replaced regardless of their age.
    pub(super) wanted: bool,
    /// The issuer's refusals since the last success.
    pub(super) refusals: RefusalHistory,
}

impl Refresh {
    pub(crate) const fn is_under_way(&self) -> bool {
        matches!(self, Self::UnderWay(_))
    }

    /// Why the session cannot be refreshed.
    pub(crate) const fn failure(&self) -> Option<&Error> {
        match self {
            Self::Failed(error, _) | Self::Over(error) => Some(error),
            Self::Idle | Self::UnderWay(_) => None,
        }
    }

    pub(super) const fn is_over(&self) -> bool {
        matches!(self, Self::Over(_))
    }

    /// When a cluster that waits for tokens has to check again even if no response arrives.
    pub(super) fn deadline(&self, history: &RefreshHistory, now: Tick) -> Option<Tick> {
        let at = match self {
            Self::Idle => Some(history.attempts.at_the_earliest(now)),
            Self::UnderWay(since) => Some(since.plus(REQUEST_LIMIT)),
            Self::Failed(_, retry_at) => Some(*retry_at),
            Self::Over(_) => None,
        };
        // What can be done at once waits for another event and happens then.
        at.filter(|at| *at > now)
    }
}
