//! This computer's own clock: detects a wall clock that does not advance like the monotonic one.

use crate::time::{Now, Span};

/// Compares the wall clock with the monotonic one, from one call to the next.
#[derive(Debug, Default)]
pub(crate) struct OwnClock {
    last: Option<Now>,
}

/// What the wall clock did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Jump {
    /// It was set back; a sleep never does that.
    Back(Span),
    /// It was set ahead, or the computer slept while its monotonic clock stood still. Only a server's time can
    /// distinguish the two.
    Ahead(Span),
}

impl OwnClock {
    /// The time of the last call.
    pub(crate) const fn last(&self) -> Option<Now> {
        self.last
    }

    /// Whether the wall clock was not set between `other` and the last call.
    pub(crate) fn agrees_with(&self, other: Now) -> bool {
        self.last.is_none_or(|last| is_same_wall_clock(last, other))
    }

    /// Compares how far both clocks have advanced since the last call. Small differences are slewing, not a jump.
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

/// Whether the wall clock was neither set nor slewed by much between two times, in either order.
pub(crate) fn is_same_wall_clock(one: Now, other: Now) -> bool {
    let lead = |now: Now| {
        let tick = i64::try_from(now.tick.as_millis()).unwrap_or(i64::MAX);
        now.wall.as_millis().saturating_sub(tick)
    };
    lead(one).abs_diff(lead(other)) < NO_JUMP.as_millis()
}

/// A time service corrects less than this in small steps. Half of what a `Date` can resolve.
const NO_JUMP: Span = Span::from_millis(500);
