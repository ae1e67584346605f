//! A server's clock: real time plus an offset that can be changed while the server runs.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The clock of one server. Clones share the same offset.
#[derive(Clone, Default)]
pub struct Clock {
    offset_millis: Arc<AtomicI64>,
}

impl Clock {
    /// Ten years. The servers' own certificates and HTTP dates cannot express times that are much further away.
    pub const MAX_OFFSET_MILLIS: i64 = 10 * 365 * 24 * 60 * 60 * 1000;

    /// The current time on this clock.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the devstack reads a clock"
    )]
    pub fn now(&self) -> SystemTime {
        let real = SystemTime::now();
        let offset = self.offset_millis();
        let span = Duration::from_millis(offset.unsigned_abs());
        if offset < 0 { real - span } else { real + span }
    }

    /// Sets the clock to real time plus `seconds`; a negative number makes it slow.
    pub fn set_offset_seconds(&self, seconds: i64) {
        self.set_offset_millis(seconds.saturating_mul(1000));
    }

    /// Sets the clock to real time plus `millis`, at most [`Clock::MAX_OFFSET_MILLIS`]; negative means slow.
    pub fn set_offset_millis(&self, millis: i64) {
        let millis = millis.clamp(-Self::MAX_OFFSET_MILLIS, Self::MAX_OFFSET_MILLIS);
        self.offset_millis.store(millis, Ordering::SeqCst);
    }

    /// How many milliseconds the clock is ahead of real time.
    pub fn offset_millis(&self) -> i64 {
        self.offset_millis.load(Ordering::SeqCst)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({:+} ms)", self.offset_millis())
    }
}

/// Whole seconds since the Unix epoch, as JSON Web Tokens count them.
pub(crate) fn unix_seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// Milliseconds since the Unix epoch.
pub(crate) fn unix_millis(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| u64::try_from(since.as_millis()).ok())
        .unwrap_or_default()
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

    #[test]
    fn an_offset_beyond_every_calendar_stops_where_dates_can_be_written() {
        let clock = Clock::default();
        clock.set_offset_seconds(i64::MIN);
        assert!(httpdate::fmt_http_date(clock.now()).ends_with("GMT"));
    }

    #[test]
    fn an_offset_can_be_less_than_a_second() {
        let clock = Clock::default();
        clock.set_offset_millis(-250);
        assert_eq!(clock.offset_millis(), -250);
        let behind = Clock::default().now().duration_since(clock.now()).unwrap();
        assert!((Duration::from_millis(200)..Duration::from_millis(900)).contains(&behind));
    }
}
