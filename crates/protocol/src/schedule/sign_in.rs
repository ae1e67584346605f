//! How often a sign-in may start that no user asked for, and how early.

use crate::time::{Span, UnixTime};

/// The sign-ins in a row that no user asked for.
///
/// It limits them, because each one opens a browser window or leaves the page, and an issuer whose tokens expire at
/// once would cause one after the other. It uses the wall clock, so that it stays valid across page loads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignInPace {
    count: u32,
    last: UnixTime,
}

/// When the next sign-in may start that no user asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextSignIn {
    /// Now.
    Now,
    /// At this time, on this computer's clock.
    At(UnixTime),
    /// Not before the user asks for one.
    AskTheUser,
}

impl SignInPace {
    /// When the next sign-in may start that no user asks for.
    #[must_use]
    pub fn next_allowed(&self, now: UnixTime) -> NextSignIn {
        // If the last one is in the future, the clock was set back, and nothing is known.
        if self.count == 0 || self.last > now || now.since(self.last) >= SERIES_ENDS_AFTER {
            return NextSignIn::Now;
        }
        if self.count >= UNASKED_MAX {
            return NextSignIn::AskTheUser;
        }
        let gap = Span::from_millis(GAP_MIN.as_millis() << (self.count - 1));
        let next = self.last.plus(gap);
        if next <= now {
            NextSignIn::Now
        } else {
            NextSignIn::At(next)
        }
    }

    /// Records that a sign-in starts that no user asked for.
    pub fn record_unasked(&mut self, now: UnixTime) {
        if self.last > now || now.since(self.last) >= SERIES_ENDS_AFTER {
            self.count = 0;
        }
        self.count = self.count.saturating_add(1);
        self.last = now;
    }

    /// Records that the user asked for a sign-in.
    pub fn record_asked(&mut self) {
        *self = Self::default();
    }

    /// The number of unasked sign-ins and the time of the last one in milliseconds, to store while the browser is away.
    pub(crate) fn to_parts(self) -> Option<(u32, i64)> {
        (self.count > 0).then(|| (self.count, self.last.as_millis()))
    }

    /// The opposite of [`Self::to_parts`].
    pub(crate) const fn from_parts(count: u32, millis: i64) -> Self {
        Self {
            count,
            last: UnixTime::from_millis(millis),
        }
    }
}

impl Default for SignInPace {
    fn default() -> Self {
        Self {
            count: 0,
            last: UnixTime::from_millis(0),
        }
    }
}

/// How long before the end of a session of this length a sign-in starts.
#[must_use]
pub fn sign_in_lead(life: Span) -> Span {
    life.per_mille(LEAD_PER_MILLE).min(LEAD_MAX)
}

/// A quarter of the session: one of a minute is used for 45 s.
const LEAD_PER_MILLE: u64 = 250;
/// Enough to enter a password twice.
const LEAD_MAX: Span = Span::from_secs(120);
/// The pause after the first unasked sign-in; it doubles after each further one.
const GAP_MIN: Span = Span::from_secs(60);
/// Unasked sign-ins in a row. More of them would not help either.
const UNASKED_MAX: u32 = 3;
/// A pause of this length ends the series: most sessions without a refresh token last for an hour or more.
const SERIES_ENDS_AFTER: Span = Span::from_secs(1800);

#[cfg(test)]
mod tests;
