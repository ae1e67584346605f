//! A circuit breaker: while an upstream fails, one request at a time tries it, so that it is not flooded when it returns.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// The circuit of one upstream. It is closed while requests pass, and open after several failures in a row.
#[derive(Default)]
pub(super) struct CircuitBreaker(Mutex<Circuit>);

#[derive(Default)]
struct Circuit {
    failures: u32,
    last_failure: Option<Instant>,
    is_probing: bool,
}

/// A request that may be sent. Dropping it without an outcome, as for a client that leaves, only ends a probe.
pub(super) struct Attempt<'a> {
    circuit: &'a CircuitBreaker,
    is_probe: bool,
}

/// What the outcome of a request changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Opened,
    Closed,
}

impl CircuitBreaker {
    /// Starts a request; `None` if the circuit is open and it is not time for a probe.
    pub(super) fn start(&self) -> Option<Attempt<'_>> {
        let mut circuit = self.lock();
        let is_probe = circuit.is_open();
        if is_probe {
            if !circuit.allows_probe() {
                return None;
            }
            circuit.is_probing = true;
        }
        Some(Attempt {
            circuit: self,
            is_probe,
        })
    }

    /// Whether [`Self::start`] would refuse a request.
    pub(super) fn refuses(&self) -> bool {
        let circuit = self.lock();
        circuit.is_open() && !circuit.allows_probe()
    }

    /// Whether the upstream fails.
    pub(super) fn is_open(&self) -> bool {
        self.lock().is_open()
    }

    fn lock(&self) -> MutexGuard<'_, Circuit> {
        // No critical section panics.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Circuit {
    fn is_open(&self) -> bool {
        self.failures >= FAILURES_MAX
    }

    fn allows_probe(&self) -> bool {
        !self.is_probing
            && self
                .last_failure
                .is_none_or(|at| at.elapsed() >= PROBE_PAUSE)
    }
}

impl Attempt<'_> {
    /// The upstream answered.
    pub(super) fn succeed(self) -> Option<Change> {
        let mut circuit = self.circuit.lock();
        let was_open = circuit.is_open();
        circuit.failures = 0;
        was_open.then_some(Change::Closed)
    }

    /// The upstream did not answer, or not as itself.
    pub(super) fn fail(self) -> Option<Change> {
        let mut circuit = self.circuit.lock();
        let was_open = circuit.is_open();
        circuit.failures = circuit.failures.saturating_add(1);
        circuit.last_failure = Some(Instant::now());
        (circuit.is_open() && !was_open).then_some(Change::Opened)
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if self.is_probe {
            self.circuit.lock().is_probing = false;
        }
    }
}

/// Failures in a row. With one replica of two down, half of all requests fail, and so many in a row stay rare.
const FAILURES_MAX: u32 = 5;
/// Between two probes: short against the time that the other clients wait, long against what an upstream can bear.
const PROBE_PAUSE: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    fn open() -> CircuitBreaker {
        let breaker = CircuitBreaker::default();
        for failures in 1..=FAILURES_MAX {
            let change = breaker.start().unwrap().fail();
            let expected = (failures == FAILURES_MAX).then_some(Change::Opened);
            assert_eq!(change, expected);
        }
        breaker
    }

    #[tokio::test(start_paused = true)]
    async fn open_circuit_admits_one_probe_per_second() {
        let breaker = open();
        assert!(breaker.start().is_none() && breaker.refuses());
        for _ in 0..3 {
            advance(PROBE_PAUSE).await;
            assert!(!breaker.refuses());
            let probe = breaker.start().unwrap();
            advance(PROBE_PAUSE).await;
            assert!(breaker.start().is_none() && breaker.refuses());
            assert_eq!(probe.fail(), None);
            assert!(breaker.start().is_none());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn success_closes_the_circuit_for_all() {
        let breaker = open();
        advance(PROBE_PAUSE).await;
        assert_eq!(breaker.start().unwrap().succeed(), Some(Change::Closed));
        let requests: Vec<_> = (0..10).map(|_| breaker.start().unwrap()).collect();
        for request in requests {
            assert_eq!(request.succeed(), None);
        }
    }

    #[test]
    fn success_between_failures_keeps_the_circuit_closed() {
        let breaker = CircuitBreaker::default();
        for _ in 0..10 {
            for _ in 1..FAILURES_MAX {
                assert_eq!(breaker.start().unwrap().fail(), None);
            }
            assert_eq!(breaker.start().unwrap().succeed(), None);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn probe_without_an_outcome_lets_the_next_one_start() {
        let breaker = open();
        advance(PROBE_PAUSE).await;
        drop(breaker.start().unwrap());
        assert!(breaker.start().is_some());
    }
}
