//! Servers that stand behind one address and answer in turn, each with a clock of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use crate::clock::Clock;

/// Clocks of the servers behind one address, and whose turn it is. Clones share the turn.
#[derive(Clone)]
pub(crate) struct Replicas {
    clocks: Arc<[Clock]>,
    asked: Arc<AtomicUsize>,
}

/// Which replica answers one request, and when the request reached it. Every request carries it as an extension.
#[derive(Clone)]
pub(crate) struct ServingReplica {
    pub(crate) number: usize,
    pub(crate) clock: Clock,
    /// By the replica's clock. What is judged about a request is judged at this instant.
    pub(crate) arrived: SystemTime,
}

impl Replicas {
    pub(crate) fn new(clocks: &[Clock]) -> Self {
        Self {
            clocks: clocks.into(),
            asked: Arc::default(),
        }
    }

    /// A server without a double.
    pub(crate) fn single(clock: &Clock) -> Self {
        Self::new(std::slice::from_ref(clock))
    }

    /// The next replica.
    pub(crate) fn assign(&self) -> ServingReplica {
        let number = self.asked.fetch_add(1, Ordering::SeqCst) % self.clocks.len().max(1);
        let clock = self.clocks.get(number).cloned().unwrap_or_default();
        ServingReplica {
            number,
            arrived: clock.now(),
            clock,
        }
    }
}
