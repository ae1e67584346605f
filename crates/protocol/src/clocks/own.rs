//! This computer's own clock: whether the wall clock went on as the monotonic one did.

use crate::time::{Now, Span};

/// Watches the wall clock from one look to the next.
#[derive(Debug, Default)]
pub(crate) struct OwnClock {
    last: Option<Now>,
}

/// What the wall clock did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Jump {
    /// It was set back: a sleep never does that.
    Back(Span),
    /// It was set ahead, or the computer slept and its monotonic clock stood still. Only a server can tell which.
    Ahead(Span),
}

impl OwnClock {
    /// The time of the last look.
    pub(crate) const fn last(&self) -> Option<Now> {
        self.last
    }

    /// Whether `other` was read while the wall clock stood as it stands now.
    pub(crate) fn agrees_with(&self, other: Now) -> bool {
        let lead = |now: Now| {
            let tick = i64::try_from(now.tick.as_millis()).unwrap_or(i64::MAX);
            now.wall.as_millis().saturating_sub(tick)
        };
        let apart = |last| lead(last).abs_diff(lead(other));
        self.last
            .is_none_or(|last| apart(last) < NO_JUMP.as_millis())
    }

    /// Compares how far both clocks have come since the last look. Small differences are slewing, and no jump.
    pub(crate) fn look(&mut self, now: Now) -> Option<Jump> {
        let last = self.last.replace(now)?;
        let wall = now.wall.as_millis().saturating_sub(last.wall.as_millis());
        let tick = i64::try_from(now.tick.since(last.tick).as_millis()).unwrap_or(i64::MAX);
        let ahead = wall.saturating_sub(tick);
        let by = Span::from_millis(ahead.unsigned_abs());
        if by < NO_JUMP {
            None
        } else if ahead > 0 {
            Some(Jump::Ahead(by))
        } else {
            Some(Jump::Back(by))
        }
    }
}

/// Less than this is what a time service does in small steps, and half of what a `Date` can resolve.
const NO_JUMP: Span = Span::from_millis(500);
