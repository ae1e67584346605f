//! The timer queue: the due times of any number of clusters, at a cost that hardly grows with their number.

use alloc::collections::BinaryHeap;
use core::cmp::Reverse;

use crate::machine::ids::ClusterIndex;
use crate::time::Tick;

/// Timers, the next one first. A timer that its cluster has replaced stays here and is skipped when it comes up,
/// because removing it from the middle would cost more.
#[derive(Default)]
pub(super) struct TimerQueue(BinaryHeap<Reverse<(Tick, ClusterIndex)>>);

impl TimerQueue {
    /// Adds a timer for the cluster at `index`.
    pub(super) fn push(&mut self, at: Tick, index: ClusterIndex) {
        self.0.push(Reverse((at, index)));
    }

    /// The next timer, which may have been replaced.
    pub(super) fn next(&self) -> Option<(Tick, ClusterIndex)> {
        self.0.peek().map(|Reverse(timer)| *timer)
    }

    /// Removes replaced timers from the front, so that the next one is current.
    pub(super) fn prune(&mut self, counts: impl Fn(Tick, ClusterIndex) -> bool) {
        while let Some((at, index)) = self.next()
            && !counts(at, index)
        {
            self.pop();
        }
    }

    /// Removes the next timer.
    pub(super) fn pop(&mut self) {
        self.0.pop();
    }
}
