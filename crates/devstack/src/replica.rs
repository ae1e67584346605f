//! Replicas that share one address and alternate, each with its own clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use crate::clock::Clock;

/// The clocks of the replicas at one address, and a counter that selects the next replica. Clones share the counter.
#[derive(Clone)]
pub(crate) struct Replicas {
    clocks: Arc<[Clock]>,
    count: Arc<AtomicUsize>,
}

/// The replica that serves a request, and the time of arrival; an extension of every request.
#[derive(Clone)]
pub(crate) struct ServingReplica {
    pub(crate) number: usize,
    pub(crate) clock: Clock,
    /// The time on the replica's clock at which tokens and certificates of the request are verified.
    pub(crate) arrived: SystemTime,
}

impl Replicas {
    pub(crate) fn new(clocks: &[Clock]) -> Self {
        Self {
            clocks: clocks.into(),
            count: Arc::default(),
        }
    }

    /// A server with one replica.
    pub(crate) fn single(clock: &Clock) -> Self {
        Self::new(std::slice::from_ref(clock))
    }

    /// Selects the next replica.
    pub(crate) fn assign(&self) -> ServingReplica {
        let number = self.count.fetch_add(1, Ordering::SeqCst) % self.clocks.len().max(1);
        let clock = self.clocks.get(number).cloned().unwrap_or_default();
        ServingReplica {
            number,
            arrived: clock.now(),
            clock,
        }
    }
}
