//! What a session is run by: the schedule, and whether clocks other than our own are believed.

use crate::clocks::Reading;
use crate::schedule::Schedule;
use crate::time::UnixTime;

/// The policy of a session. There is one that is sound; others exist so that simulations can show what it is good for.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    pub(crate) schedule: Schedule,
    pub(crate) measures_clocks: bool,
}

impl Policy {
    /// A policy that is broken on purpose, if either argument is: `measures_clocks` off means that every server is taken
    /// to have this computer's time.
    #[doc(hidden)]
    #[must_use]
    pub const fn unproven(schedule: Schedule, measures_clocks: bool) -> Self {
        Self {
            schedule,
            measures_clocks,
        }
    }

    /// What was read of a clock, or the next best.
    pub(crate) fn read(&self, reading: Option<Reading>, next: impl FnOnce() -> Reading) -> Reading {
        match reading {
            Some(reading) if self.measures_clocks => reading,
            Some(_) | None => next(),
        }
    }

    /// What was read of a clock; our own time only where no other is to be believed.
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
