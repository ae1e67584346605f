//! Reads this computer's wall clock and monotonic clock together.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use haulout_protocol::time::{Now, Tick, UnixTime};

/// The wall clock, and a monotonic clock that starts with this value.
#[derive(Clone, Copy)]
pub(crate) struct Clock {
    started: Instant,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self {
            started: Instant::now(),
        }
    }

    pub(crate) fn now(self) -> Now {
        #[expect(
            clippy::disallowed_methods,
            reason = "only this file reads the clock for the state machine"
        )]
        let wall = SystemTime::now();
        let millis =
            |span: std::time::Duration| u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
        let wall = wall.duration_since(UNIX_EPOCH).map_or(0, millis);
        Now {
            wall: UnixTime::from_millis(i64::try_from(wall).unwrap_or(i64::MAX)),
            tick: Tick::from_millis(millis(self.started.elapsed())),
        }
    }
}
