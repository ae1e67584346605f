//! Remaining time as displayed: text, urgency, and when the text changes next.

use alloc::format;
use alloc::string::String;

use crate::time::Span;

/// The display of a countdown to an expiry.
///
/// Seconds are rounded up, so that `0:00` appears only when no time is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Countdown {
    remaining: Span,
}

impl Countdown {
    /// The countdown with this much time left.
    #[must_use]
    pub const fn new(remaining: Span) -> Self {
        Self { remaining }
    }

    /// `4:12`, `0:09`, `1:02:03`; `0:00` when no time is left.
    #[must_use]
    pub fn text(self) -> String {
        let (hours, minutes, seconds) = (self.hours(), self.minutes(), self.seconds());
        if hours > 0 {
            format!("{hours}:{minutes:02}:{seconds:02}")
        } else {
            format!("{minutes}:{seconds:02}")
        }
    }

    /// The hours of [`Countdown::text`].
    #[must_use]
    pub const fn hours(self) -> u64 {
        self.shown_secs() / SECS_PER_HOUR
    }

    /// The minutes of [`Countdown::text`], 0 to 59.
    #[must_use]
    pub const fn minutes(self) -> u64 {
        self.shown_secs() / SECS_PER_MINUTE % MINUTES_PER_HOUR
    }

    /// The seconds of [`Countdown::text`], 0 to 59.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.shown_secs() % SECS_PER_MINUTE
    }

    /// How urgent it is. It changes only when the text does.
    #[must_use]
    pub const fn urgency(self) -> Urgency {
        match self.shown_secs() {
            0 => Urgency::Gone,
            secs if secs < URGENT_BELOW_SECS => Urgency::Urgent,
            secs if secs < SOON_BELOW_SECS => Urgency::Soon,
            _ => Urgency::Calm,
        }
    }

    /// The time until the text changes; none when no time is left, because it stays `0:00`.
    #[must_use]
    pub const fn next_change(self) -> Option<Span> {
        match self.shown_secs().checked_sub(1) {
            Some(next) => Some(Span::from_millis(
                self.remaining.as_millis() - next * MILLIS_PER_SEC,
            )),
            None => None,
        }
    }

    /// The fraction of `total` that is left, in thousandths: 1000 while nothing is used up, 0 only when no time is
    /// left.
    #[must_use]
    pub fn fraction_left(self, total: Span) -> u16 {
        let (left, total) = (self.remaining.as_millis(), total.as_millis());
        if left >= total {
            return if left == 0 { 0 } else { FULL };
        }
        let parts = left.saturating_mul(u64::from(FULL)).div_ceil(total);
        u16::try_from(parts).map_or(FULL, |parts| parts.min(FULL))
    }

    /// The seconds that the text represents.
    const fn shown_secs(self) -> u64 {
        self.remaining.as_millis().div_ceil(MILLIS_PER_SEC)
    }
}

/// How urgent a countdown is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// A minute or more.
    Calm,
    /// Less than a minute.
    Soon,
    /// Less than fifteen seconds.
    Urgent,
    /// No time is left.
    Gone,
}

/// Below this, users should finish what they are doing.
const SOON_BELOW_SECS: u64 = 60;
/// Below this, the time hardly suffices to paste a kubeconfig and run one command.
const URGENT_BELOW_SECS: u64 = 15;
/// The whole, in thousandths.
const FULL: u16 = 1000;
const MILLIS_PER_SEC: u64 = 1000;
const SECS_PER_MINUTE: u64 = 60;
const MINUTES_PER_HOUR: u64 = 60;
const SECS_PER_HOUR: u64 = SECS_PER_MINUTE * MINUTES_PER_HOUR;

#[cfg(test)]
mod tests;
