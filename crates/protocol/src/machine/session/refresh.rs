//! `Refresh`: where the refresh of a session's tokens stands.

use crate::error::Error;
use crate::machine::ids::Attempt;
use crate::schedule::{Attempts, REQUEST_LIMIT};
use crate::time::Tick;

/// Where the refresh of a session's tokens stands.
#[derive(Default)]
pub(crate) enum Refresh {
    /// Nothing is under way.
    #[default]
    Resting,
    /// The issuer was asked at this tick, or its new ID token is being checked since then.
    UnderWay(Tick),
    /// The last attempt failed; the next one may start at this tick.
    Failed(Error, Tick),
    /// The issuer will not refresh this session any more.
    Over(Error),
}

/// What outlives a single refresh.
#[derive(Default)]
pub(super) struct RefreshHistory {
    pub(super) attempts: Attempts,
    /// The last attempt.
    pub(super) latest: Attempt,
    /// Whether the tokens are to be replaced whatever their age.
    pub(super) wanted: bool,
    /// Whether the issuer has refused an attempt since the last one that succeeded.
    pub(super) refused: bool,
}

impl Refresh {
    pub(crate) const fn is_under_way(&self) -> bool {
        matches!(self, Self::UnderWay(_))
    }

    /// Why the session cannot go on as it is.
    pub(crate) const fn trouble(&self) -> Option<&Error> {
        match self {
            Self::Failed(error, _) | Self::Over(error) => Some(error),
            Self::Resting | Self::UnderWay(_) => None,
        }
    }

    pub(super) const fn is_over(&self) -> bool {
        matches!(self, Self::Over(_))
    }

    /// When a cluster that waits for tokens has to look at it again although no answer arrives.
    pub(super) fn deadline(&self, history: &RefreshHistory, now: Tick) -> Option<Tick> {
        let at = match self {
            Self::Resting => Some(history.attempts.at_the_earliest(now)),
            Self::UnderWay(since) => Some(since.plus(REQUEST_LIMIT)),
            Self::Failed(_, retry_at) => Some(*retry_at),
            Self::Over(_) => None,
        };
        // What could be done at once waits for something else, and is done when that happens.
        at.filter(|at| *at > now)
    }
}
