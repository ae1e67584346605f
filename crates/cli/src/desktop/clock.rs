//! Reads this computer's two clocks together.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use haulout_protocol::time::{Now, Tick, UnixTime};

/// The wall clock, and a monotonic one that began with it.
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
            reason = "this file is the clock edge of the machine on a desk"
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
