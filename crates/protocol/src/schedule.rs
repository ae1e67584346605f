//! When to renew, how much margin to keep, and when to retry: pure, total, and with a reason for each number.

use crate::time::{Span, Tick};

mod jitter;
mod retry;
mod sign_in;

pub(crate) use jitter::Jitter;
pub(crate) use retry::{Attempts, Pace, obeyed};
pub use sign_in::{NextSignIn, SignInPace, sign_in_lead};

/// When in its lifetime a certificate is renewed, and how much of its end is never relied upon.
///
/// Fractions are in thousandths. [`Schedule::new`] enforces the bounds within which a five-minute certificate leaves
/// time for a slow renewal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    at: u64,
    margin: u64,
    least_margin: Span,
}

impl Schedule {
    /// Renew at 0.45 of the lifetime, and never rely on the last 0.2. For five minutes that is 135 s and 60 s: a
    /// hidden tab's timer may come a minute late, and every step may take its longest, without an interruption.
    pub const DEFAULT: Self = Self {
        at: 450,
        margin: 200,
        least_margin: LEAST_MARGIN,
    };

    /// Another schedule, if it is within the bounds.
    ///
    /// # Errors
    /// The first argument that is out of bounds: `at` in 200 to 600, `margin` in 100 to 400, and with the longest
    /// jitter both together at most 900 thousandths.
    pub const fn new(at: u64, margin: u64) -> Result<Self, ScheduleError> {
        if at < 200 || at > 600 {
            return Err(ScheduleError::At);
        }
        if margin < 100 || margin > 400 || at + (at * JITTER).div_ceil(FULL) + margin > 900 {
            return Err(ScheduleError::Margin);
        }
        Ok(Self {
            at,
            margin,
            least_margin: LEAST_MARGIN,
        })
    }

    /// A schedule without any bounds, in thousandths of the lifetime.
    ///
    /// For simulations that break the policy on purpose, to prove that their metrics can be other than zero.
    #[doc(hidden)]
    #[must_use]
    pub const fn unproven(at: u64, margin: u64, least_margin: Span) -> Self {
        Self {
            at,
            margin,
            least_margin,
        }
    }

    /// Plans for a certificate that expires `lifetime` from now, on a clock known to within `error`. Total: every
    /// lifetime has a plan, and one that is too short for a safe plan is marked.
    #[must_use]
    pub fn plan(&self, lifetime: Span, error: Span) -> Plan {
        let renew_after = lifetime.per_mille(self.at);
        // A margin smaller than the error would be none.
        let margin = lifetime.per_mille(self.margin).max(self.least_margin);
        let margin = match self.least_margin {
            Span::ZERO => margin,
            _ => margin.max(error.plus(DATE_RESOLUTION)),
        };
        let latest = renew_after.plus(renew_after.per_mille(JITTER));
        let spent = latest.plus(BUDGET).plus(margin);
        Plan {
            renew_after,
            margin,
            tolerates: (spent <= lifetime).then(|| lifetime.minus(spent)),
        }
    }
}

impl Default for Schedule {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The part of a schedule that is out of bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScheduleError {
    /// When to renew.
    At,
    /// The margin, alone or together with the other.
    Margin,
}

/// The plan for one certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// From receipt to renewal, before jitter.
    pub renew_after: Span,
    /// How long before its expiry the certificate is no longer relied upon.
    pub margin: Span,
    /// How late the renewal may start and still finish before the margin, even if every step takes its longest. None
    /// if the lifetime is too short even for a punctual renewal.
    pub tolerates: Option<Span>,
}

impl Plan {
    /// The renewal's tick for a certificate that was received at `received`, spread by `jitter`.
    pub(crate) fn renew_at(&self, received: Tick, jitter: Jitter) -> Tick {
        received.plus(jitter.spread(self.renew_after))
    }
}

/// The timeout of each request of a renewal. Three of them make one [`BUDGET`].
pub const REQUEST_LIMIT: Span = Span::from_secs(10);
/// Refresh, exchange and credential request together.
pub const BUDGET: Span = Span::from_secs(30);
/// A smaller margin would not cover the seconds by which the clocks of two well-run servers differ.
const LEAST_MARGIN: Span = Span::from_secs(10);
/// Renewals are spread by a tenth to either side, so that pages opened together do not renew together.
pub(crate) const JITTER: u64 = 100;
/// The whole, in thousandths.
pub(crate) const FULL: u64 = 1000;
/// Times on the wire have whole seconds.
const DATE_RESOLUTION: Span = Span::from_secs(1);

#[cfg(test)]
mod tests;
