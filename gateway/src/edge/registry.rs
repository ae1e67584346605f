//! The open connections, and which of them makes room for another.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{AbortHandle, Id};
use tokio::time::Instant;

use super::pulse::{Pulse, Standing, moment};

/// The open connections. Only the accept loop has it, so requests never wait for it.
pub(super) struct Registry {
    epoch: Instant,
    open: HashMap<Id, Entry>,
    /// By a place that a connection had once. It moves backwards only, so whoever still has the first one is first.
    order: BTreeMap<Place, Id>,
    next: u64,
    /// Before this there is no use in looking for somebody again.
    fruitless_until: Instant,
}

type Place = (Standing, u64);

struct Entry {
    pulse: Arc<Pulse>,
    task: AbortHandle,
    number: u64,
    place: Place,
}

impl Registry {
    /// Nobody yet; moments count from `epoch`.
    pub(super) fn new(epoch: Instant) -> Self {
        Self {
            epoch,
            open: HashMap::new(),
            order: BTreeMap::new(),
            next: 0,
            fruitless_until: epoch,
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    /// One more.
    pub(super) fn add(&mut self, pulse: Arc<Pulse>, task: AbortHandle) {
        let number = self.next;
        self.next += 1;
        let place = (pulse.standing(), number);
        self.order.insert(place, task.id());
        let entry = Entry {
            pulse,
            task,
            number,
            place,
        };
        self.open.insert(entry.task.id(), entry);
    }

    /// It ended by itself, or was evicted before.
    pub(super) fn forget(&mut self, id: Id) {
        if let Some(entry) = self.open.remove(&id) {
            self.order.remove(&entry.place);
        }
    }

    /// Ends the connection that is the least loss; `false` when all are busy.
    pub(super) fn evict(&mut self) -> bool {
        let now = Instant::now();
        if now < self.fruitless_until {
            return false;
        }
        let looked_at_now = Standing::Idle(moment(self.epoch));
        while let Some(first) = self.order.first_entry() {
            let place = *first.key();
            if place.0 >= looked_at_now {
                break;
            }
            let id = first.remove();
            let Some(entry) = self.open.get_mut(&id) else {
                continue;
            };
            let standing = match entry.pulse.standing() {
                // It will be idle at some time, and not before now.
                Standing::Busy => looked_at_now,
                standing @ (Standing::Unserved(_) | Standing::Idle(_)) => standing,
            };
            if standing == place.0 {
                entry.task.abort();
                self.open.remove(&id);
                return true;
            }
            entry.place = (standing, entry.number);
            self.order.insert(entry.place, id);
        }
        let looked_at = u32::try_from(self.open.len()).unwrap_or(u32::MAX);
        self.fruitless_until = now + LOOK_PAUSE_PER_CONNECTION * looked_at;
        false
    }

    /// Everybody who is there.
    pub(super) fn pulses(&self) -> impl Iterator<Item = &Pulse> {
        self.open.values().map(|entry| entry.pulse.as_ref())
    }

    /// Ends those that never said a word.
    pub(super) fn cut_silent(&self) {
        for entry in self.open.values() {
            if !entry.pulse.has_spoken() {
                entry.task.abort();
            }
        }
    }
}

/// Looking at a connection takes a hundredth of this, so a flood of newcomers cannot make looking a burden.
const LOOK_PAUSE_PER_CONNECTION: Duration = Duration::from_micros(20);
