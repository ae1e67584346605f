//! Instants, ticks, spans and skews as separate types, so that confusing them does not compile.

use core::fmt;

use serde::{Serialize, Serializer};

mod calendar;

/// An instant on some wall clock: milliseconds since the Unix epoch, UTC.
///
/// The name of the variable says whose clock it is; [`Skew`] converts from one clock to another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(i64);

impl UnixTime {
    /// From whole seconds since the epoch. Saturates instead of wrapping.
    #[must_use]
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(MILLIS_PER_SEC))
    }

    /// From milliseconds since the epoch.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down.
    #[must_use]
    pub const fn as_secs(self) -> i64 {
        self.0.div_euclid(MILLIS_PER_SEC)
    }

    /// Time from `earlier` to here; zero if `earlier` is in fact later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Span {
        let millis = self.0.saturating_sub(earlier.0);
        Span(if millis < 0 { 0 } else { millis.unsigned_abs() })
    }

    /// The instant `span` later.
    #[must_use]
    pub const fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add_unsigned(span.0))
    }

    /// The instant `span` earlier.
    #[must_use]
    pub const fn minus(self, span: Span) -> Self {
        Self(self.0.saturating_sub_unsigned(span.0))
    }

    /// Parses an HTTP `Date` in the only form that servers may send (IMF-fixdate, RFC 9110 §5.6.7).
    #[must_use]
    pub fn parse_http_date(text: &str) -> Option<Self> {
        calendar::parse_http_date(text).map(Self::from_secs)
    }

    /// Parses an RFC 3339 timestamp; fractions of a second are dropped.
    #[must_use]
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        calendar::parse_rfc3339(text).map(Self::from_secs)
    }

    /// Parses an ASN.1 `UTCTime` or `GeneralizedTime` in the form that X.509 requires (RFC 5280 §4.1.2.5).
    #[must_use]
    pub fn parse_x509(text: &str) -> Option<Self> {
        calendar::parse_x509(text).map(Self::from_secs)
    }
}

/// RFC 3339 in UTC with whole seconds, as Kubernetes writes timestamps.
impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        calendar::write_rfc3339(self.as_secs(), f)
    }
}

impl Serialize for UnixTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Debug for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An instant on this computer's monotonic clock: milliseconds since the edge started. It never steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tick(u64);

impl Tick {
    /// From milliseconds since the edge started.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the edge started.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// The tick `span` later.
    #[must_use]
    pub const fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// The tick `span` earlier; the edge's start if that was later.
    #[must_use]
    pub const fn minus(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }

    /// Time from `earlier` to here; zero if `earlier` is in fact later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

/// A length of time in milliseconds; never negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(u64);

impl Span {
    /// A span of zero.
    pub const ZERO: Self = Self(0);

    /// From whole seconds.
    #[must_use]
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs.saturating_mul(MILLIS_PER_SEC.unsigned_abs()))
    }

    /// From milliseconds.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// Whole seconds, rounded down.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0 / MILLIS_PER_SEC.unsigned_abs()
    }

    /// The sum. Saturates instead of wrapping.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference; zero if `other` is longer.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// This many thousandths of it.
    #[must_use]
    pub const fn per_mille(self, parts: u64) -> Self {
        // Split, because the product could overflow.
        Self(
            (self.0 / 1000)
                .saturating_mul(parts)
                .saturating_add(self.0 % 1000 * parts / 1000),
        )
    }

    /// Whether it is zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

/// The offset of another clock from this computer's: `theirs = ours + offset`, with `error` as its bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Skew {
    offset_millis: i64,
    error: Span,
}

impl Skew {
    /// No difference, known exactly: the skew of a clock relative to itself.
    pub const NONE: Self = Self {
        offset_millis: 0,
        error: Span::ZERO,
    };

    /// A skew of `offset_millis` (positive: their clock is ahead), known to within `error`.
    #[must_use]
    pub const fn new(offset_millis: i64, error: Span) -> Self {
        Self {
            offset_millis,
            error,
        }
    }

    /// Milliseconds by which their clock is ahead of ours; negative when behind.
    #[must_use]
    pub const fn offset_millis(self) -> i64 {
        self.offset_millis
    }

    /// The error of the offset, in either direction.
    #[must_use]
    pub const fn error(self) -> Span {
        self.error
    }

    /// The time on their clock when ours shows `ours`.
    #[must_use]
    pub const fn to_theirs(self, ours: UnixTime) -> UnixTime {
        UnixTime(ours.0.saturating_add(self.offset_millis))
    }

    /// The time on our clock when theirs shows `theirs`.
    #[must_use]
    pub const fn to_ours(self, theirs: UnixTime) -> UnixTime {
        UnixTime(theirs.0.saturating_sub(self.offset_millis))
    }
}

/// Both of this computer's clocks, read together by the edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// The wall clock, which can be set.
    pub wall: UnixTime,
    /// The monotonic clock, which can pause while the computer sleeps.
    pub tick: Tick,
}

impl Now {
    /// The time on the wall clock at `tick`, if neither clock jumps in between.
    #[must_use]
    pub const fn wall_at(self, tick: Tick) -> UnixTime {
        self.wall
            .plus(tick.since(self.tick))
            .minus(self.tick.since(tick))
    }
}

const MILLIS_PER_SEC: i64 = 1000;

#[cfg(test)]
mod tests;
