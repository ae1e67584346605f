//! The policy of a session: the schedule, and whether other clocks than our own are used.

use crate::clocks::Reading;
use crate::schedule::Schedule;
use crate::time::UnixTime;

/// The policy of a session. Only one is sound; others exist so that simulations can show what it prevents.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    pub(crate) schedule: Schedule,
    pub(crate) measures_clocks: bool,
}

impl Policy {
    /// A policy that may be broken on purpose. With `measures_clocks` off, every server is assumed to have this
    /// computer's time.
    #[doc(hidden)]
    #[must_use]
    pub const fn unproven(schedule: Schedule, measures_clocks: bool) -> Self {
        Self {
            schedule,
            measures_clocks,
        }
    }

    /// The reading of a clock, or else the next one.
    pub(crate) fn read(&self, reading: Option<Reading>, next: impl FnOnce() -> Reading) -> Reading {
        match reading {
            Some(reading) if self.measures_clocks => reading,
            Some(_) | None => next(),
        }
    }

    /// The reading of a clock; our own time only if the policy measures no other clocks.
    pub(crate) fn read_or_own(&self, reading: Option<Reading>, wall: UnixTime) -> Option<Reading> {
        if self.measures_clocks {
            reading
        } else {
            Some(Reading::exactly(wall))
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            schedule: Schedule::DEFAULT,
            measures_clocks: true,
        }
    }
}
