//! A verifier of client certificates, such as an API server or an impersonation proxy, which keeps a journal.

use crate::client::Validity;
use crate::meter::{Entry, RequestOutcome};
use crate::scenario::Downtime;
use crate::time::Moment;

/// The offset of a server's clock in milliseconds; positive if it is ahead.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ClockOffset {
    /// One server, or several with the same clock.
    Fixed(i64),
    /// Two replicas that alternate.
    Alternating([i64; 2]),
    /// Replicas behind a load balancer that uses one of them for some time.
    Rotating(&'static [i64], std::time::Duration),
}

impl ClockOffset {
    /// The offset of the replica that serves the request with this number at this moment.
    pub(crate) fn of(self, at: Moment, number: usize) -> i64 {
        match self {
            Self::Fixed(millis) => millis,
            Self::Alternating(both) => both[number % both.len()],
            Self::Rotating(replicas, while_) => {
                let turn = at.since(Moment::START).as_millis() / while_.as_millis();
                let turn = usize::try_from(turn).unwrap_or(usize::MAX);
                replicas[turn % replicas.len()]
            }
        }
    }

    /// The offset of the clock by which the journal is kept.
    pub(crate) const fn of_the_journal(self) -> i64 {
        match self {
            Self::Fixed(millis) => millis,
            Self::Alternating([first, _]) => first,
            Self::Rotating(..) => 0,
        }
    }
}

pub(crate) struct Verifier {
    pub(crate) ahead: ClockOffset,
    asked: usize,
    /// One journal for each client, in the order of tabs.
    pub(crate) journals: Vec<Vec<Entry>>,
    /// When it is unreachable.
    pub(crate) down: Option<Downtime>,
}

impl Verifier {
    pub(crate) const fn new(ahead: ClockOffset, down: Option<Downtime>) -> Self {
        Self {
            ahead,
            asked: 0,
            journals: Vec::new(),
            down,
        }
    }

    /// Verifies a request and records it; returns `None` if the verifier is unreachable.
    pub(crate) fn judge(
        &mut self,
        client: usize,
        validity: Validity,
        at: Moment,
    ) -> Option<RequestOutcome> {
        if self.down.is_some_and(|down| down.is_now(at)) {
            return None;
        }
        self.asked += 1;
        let clock = at.on_clock(self.ahead.of(at, self.asked));
        // As Go's `Certificate.Verify`: on each request, exactly and without leeway.
        let is_valid = validity.not_before * 1000 <= clock && clock <= validity.not_after * 1000;
        let outcome = if is_valid {
            RequestOutcome::Accepted
        } else {
            RequestOutcome::Unauthorized
        };
        while self.journals.len() <= client {
            self.journals.push(Vec::new());
        }
        self.journals[client].push(Entry {
            at: at.on_clock(self.ahead.of_the_journal()),
            not_before: validity.not_before,
            not_after: validity.not_after,
            outcome,
        });
        Some(outcome)
    }
}
