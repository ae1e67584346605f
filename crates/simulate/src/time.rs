//! True time, and its conversion to the time on a clock.

use std::time::Duration;

/// Milliseconds of true time since the start of the scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(i64);

impl Moment {
    pub(crate) const START: Self = Self(0);

    pub(crate) const fn after(span: Duration) -> Self {
        Self::START.plus(span)
    }

    pub(crate) const fn plus(self, span: Duration) -> Self {
        Self(self.0.saturating_add(millis(span)))
    }

    /// Zero if `earlier` is in fact later.
    pub(crate) fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0 - earlier.0).unwrap_or(0))
    }

    /// Milliseconds since the Unix epoch on a clock that is `ahead` milliseconds ahead.
    pub(crate) const fn on_clock(self, ahead: i64) -> i64 {
        START_MILLIS + self.0 + ahead
    }

    /// The same in seconds, rounded down as servers do.
    pub(crate) const fn secs_on_clock(self, ahead: i64) -> i64 {
        self.on_clock(ahead).div_euclid(1000)
    }

    /// Rounds up to a full minute.
    pub(crate) const fn up_to_the_minute(self) -> Self {
        Self((self.0 + MINUTE_MILLIS - 1).div_euclid(MINUTE_MILLIS) * MINUTE_MILLIS)
    }
}

/// A span as a signed number, for clock offsets.
pub(crate) const fn millis(span: Duration) -> i64 {
    // The cast is lossless below 292 million years.
    span.as_millis() as i64
}

pub(crate) const fn secs(count: u64) -> Duration {
    Duration::from_secs(count)
}

pub(crate) const fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

pub(crate) const fn hours(count: u64) -> Duration {
    minutes(count * 60)
}

/// 2026-11-23T08:00:00Z plus a fraction of a second.
const START_MILLIS: i64 = 1_795_420_800_217;
const MINUTE_MILLIS: i64 = 60_000;
