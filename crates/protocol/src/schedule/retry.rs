//! Retries: exponential with full jitter, within `Retry-After`, and with a limit per minute.

use super::{JITTER, Jitter};
use crate::time::{Span, Tick};

/// How urgent a retry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    /// The current credential or tokens expire after this time: 1 s to 30 s, doubling, but never more than a third of
    /// it.
    Urgent(Span),
    /// There is nothing left to lose, but the server may recover at any time: half a minute.
    Steady,
    /// Someone else has to act first: half a minute to a minute, later minutes.
    Patient,
}

/// The attempts at one operation: how many failed in a row, and the times of the last ones.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attempts {
    failures: u32,
    recent: [Option<Tick>; MOST_PER_MINUTE],
    oldest: usize,
}

impl Attempts {
    /// Records the start of an attempt.
    pub(crate) fn start(&mut self, now: Tick) {
        self.recent[self.oldest] = Some(now);
        self.oldest = (self.oldest + 1) % MOST_PER_MINUTE;
    }

    /// Records that the last attempt succeeded.
    pub(crate) const fn succeed(&mut self) {
        self.failures = 0;
    }

    /// Records that the last attempt failed, and returns when the next one may start.
    pub(crate) fn fail(
        &mut self,
        now: Tick,
        pace: Pace,
        retry_after: Option<Span>,
        jitter: Jitter,
    ) -> Tick {
        let doublings = self.failures.min(MOST_DOUBLINGS);
        self.failures = self.failures.saturating_add(1);
        let wait = match pace {
            Pace::Urgent(left) => {
                let cap = Span::from_millis(FIRST_CAP.as_millis() << doublings).min(LAST_CAP);
                let third = Span::from_millis(left.as_millis() / 3);
                jitter.between(SHORTEST, cap.min(third).max(SHORTEST))
            }
            Pace::Steady => jitter.spread(LAST_CAP),
            Pace::Patient if doublings < MOST_DOUBLINGS => jitter.between(LAST_CAP, PATIENT_CAP),
            Pace::Patient => jitter.between(PATIENT_CAP, LONGEST_CAP),
        };
        // Pages that were all given the same date must not return together.
        let asked = retry_after.unwrap_or_default();
        let asked = jitter.between(asked, asked.plus(asked.per_mille(JITTER)));
        self.at_the_earliest(now.plus(wait.max(asked)))
    }

    /// Whether the failures in a row may still be temporary.
    pub(crate) const fn are_few(&self) -> bool {
        self.failures < MOST_DOUBLINGS
    }

    /// `wanted`, or later if the limit per minute is reached.
    pub(crate) fn at_the_earliest(&self, wanted: Tick) -> Tick {
        self.recent[self.oldest].map_or(wanted, |first| wanted.max(first.plus(MINUTE)))
    }
}

/// How much of the wait that a server asks for with this status (`Retry-After`) is obeyed.
pub(crate) fn obeyed(status: u16, asked: Span) -> Span {
    asked.min(if status == TOO_MANY_REQUESTS {
        LONGEST_CAP
    } else {
        MAX_OUTAGE_WAIT
    })
}

/// Attempts at one operation in any minute.
pub(crate) const MOST_PER_MINUTE: usize = 12;
const MINUTE: Span = Span::from_secs(60);
/// An earlier retry gives the server no time to recover.
const SHORTEST: Span = Span::from_secs(1);
/// The longest wait after the first failure.
const FIRST_CAP: Span = Span::from_secs(2);
/// The longest wait after many failures: half of what a five-minute certificate has left when its renewal is due.
const LAST_CAP: Span = Span::from_secs(30);
/// The longest wait if someone else has to act first.
const PATIENT_CAP: Span = Span::from_secs(60);
/// The longest wait if that has failed many times, or if a server asks for fewer requests.
const LONGEST_CAP: Span = Span::from_secs(300);
/// From here on the waits no longer grow.
const MOST_DOUBLINGS: u32 = 5;
/// A server that is down does not know for how long: a request a minute does not harm it, and a certificate lasts five.
const MAX_OUTAGE_WAIT: Span = Span::from_secs(60);
/// RFC 6585 §4: the server does know for how long, and earlier requests make it worse.
const TOO_MANY_REQUESTS: u16 = 429;
