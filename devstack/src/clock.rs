//! A clock per server: real time plus an offset that can be moved while the server runs.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What one server believes the time is. Clones share the same offset.
#[derive(Clone, Default)]
pub struct Clock {
    offset: Arc<AtomicI64>,
}

impl Clock {
    /// The server's present time.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the devstack reads a clock"
    )]
    pub fn now(&self) -> SystemTime {
        let real = SystemTime::now();
        let offset = self.offset_seconds();
        let span = Duration::from_secs(offset.unsigned_abs());
        if offset < 0 { real - span } else { real + span }
    }

    /// Moves the clock to real time plus `seconds`; a negative number makes it slow.
    pub fn set_offset_seconds(&self, seconds: i64) {
        self.offset.store(seconds, Ordering::SeqCst);
    }

    /// How many seconds the clock is ahead of real time.
    pub fn offset_seconds(&self) -> i64 {
        self.offset.load(Ordering::SeqCst)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({:+} s)", self.offset_seconds())
    }
}

/// Whole seconds since the Unix epoch, as JSON Web Tokens count them.
pub(crate) fn unix_seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_moves_every_clone() {
        let clock = Clock::default();
        let seen_by_server = clock.clone();
        clock.set_offset_seconds(-3600);
        let behind = Clock::default()
            .now()
            .duration_since(seen_by_server.now())
            .unwrap();
        assert!(behind.abs_diff(Duration::from_secs(3600)) < Duration::from_secs(5));
    }
}
