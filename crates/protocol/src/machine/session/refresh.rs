//! `Refresh`: how the attempts to get new tokens stand.

use crate::error::Error;
use crate::machine::ids::Attempt;
use crate::schedule::{Attempts, REQUEST_LIMIT};
use crate::time::Tick;

/// What is being done about the next tokens.
#[derive(Default)]
pub(crate) struct Refresh {
    pub(crate) state: State,
    pub(super) attempts: Attempts,
    /// Whether the tokens at hand are to be replaced whatever their age.
    pub(super) wanted: bool,
    /// How many refreshes in a row were refused.
    pub(super) refusals: u32,
    /// The number of the last attempt.
    pub(super) latest: Attempt,
    /// The number of the attempt that the tokens at hand come from.
    pub(super) adopted: Attempt,
    /// Whether an earlier attempt has succeeded after all while the last one was under way.
    pub(super) overtaken: bool,
}

/// Where it stands.
#[derive(Default)]
pub(crate) enum State {
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

impl Refresh {
    pub(crate) const fn is_under_way(&self) -> bool {
        matches!(self.state, State::UnderWay(_))
    }

    /// Why the session cannot go on as it is.
    pub(crate) const fn trouble(&self) -> Option<&Error> {
        match &self.state {
            State::Failed(error, _) | State::Over(error) => Some(error),
            State::Resting | State::UnderWay(_) => None,
        }
    }

    pub(super) const fn is_over(&self) -> bool {
        matches!(self.state, State::Over(_))
    }

    pub(in crate::machine) fn want(&mut self) {
        self.wanted = true;
    }

    /// When it has to be looked at again although nobody answers, given that somebody waits for tokens.
    pub(super) fn deadline(&self, now: Tick) -> Option<Tick> {
        let at = match &self.state {
            State::Resting => Some(self.attempts.at_the_earliest(now)),
            State::UnderWay(since) => Some(since.plus(REQUEST_LIMIT)),
            State::Failed(_, retry_at) => Some(*retry_at),
            State::Over(_) => None,
        };
        // What could be done at once waits for something else, and is done when that happens.
        at.filter(|at| *at > now)
    }
}
