//! A queue of events in the order of true time; events of the same moment keep their order of insertion.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use crate::time::Moment;

pub(crate) struct Queue<T> {
    order: BinaryHeap<Reverse<(Moment, u64)>>,
    planned: HashMap<u64, T>,
    next: u64,
}

impl<T> Queue<T> {
    pub(crate) fn new() -> Self {
        Self {
            order: BinaryHeap::new(),
            planned: HashMap::new(),
            next: 0,
        }
    }

    pub(crate) fn plan(&mut self, at: Moment, what: T) {
        self.order.push(Reverse((at, self.next)));
        self.planned.insert(self.next, what);
        self.next += 1;
    }

    pub(crate) fn pop(&mut self) -> Option<(Moment, T)> {
        let Reverse((at, number)) = self.order.pop()?;
        let what = self.planned.remove(&number)?;
        Some((at, what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::secs;

    #[test]
    fn events_are_ordered_by_time_and_then_by_insertion() {
        let mut queue = Queue::new();
        for (at, what) in [(2, 'c'), (1, 'a'), (2, 'd'), (1, 'b')] {
            queue.plan(Moment::after(secs(at)), what);
        }
        let order: String = std::iter::from_fn(|| queue.pop())
            .map(|(_, it)| it)
            .collect();
        assert_eq!(order, "abcd");
    }
}
