//! What is due when, for any number of clusters, at a cost that does not grow with them.

use alloc::collections::BinaryHeap;
use core::cmp::Reverse;

use crate::machine::ids::ClusterIndex;
use crate::time::Tick;

/// Alarms, the next one first. An alarm that its cluster has replaced since stays in here and is ignored when it comes
/// up, because taking it out of the middle would cost more.
#[derive(Default)]
pub(super) struct Agenda(BinaryHeap<Reverse<(Tick, ClusterIndex)>>);

impl Agenda {
    /// Notes that the cluster at `index` wants to be looked at.
    pub(super) fn note(&mut self, at: Tick, index: ClusterIndex) {
        self.0.push(Reverse((at, index)));
    }

    /// The next alarm, which may have been replaced.
    pub(super) fn next(&self) -> Option<(Tick, ClusterIndex)> {
        self.0.peek().map(|Reverse(alarm)| *alarm)
    }

    /// Takes out of the front what has been replaced, so that the next alarm is one that counts.
    pub(super) fn prune(&mut self, counts: impl Fn(Tick, ClusterIndex) -> bool) {
        while let Some((at, index)) = self.next()
            && !counts(at, index)
        {
            self.drop_next();
        }
    }

    /// Takes the next alarm out.
    pub(super) fn drop_next(&mut self) {
        self.0.pop();
    }
}
