//! The open connections, and which of them makes room for another.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{AbortHandle, Id};
use tokio::time::Instant;

use super::activity::{ConnectionActivity, EvictionRank, moment};

/// The open connections. Only the accept loop has it, so requests never wait for it.
///
/// Those that wait at the threshold cost next to nothing, so there is room for many; those inside have buffers.
pub(super) struct Registry {
    epoch: Instant,
    open: HashMap<Id, Entry>,
    /// Who waits, in the order in which they came.
    waiting: BTreeMap<u64, Id>,
    /// Who is inside, by a place that each had once. It moves backwards only, so whoever still has the first one is first.
    order: BTreeMap<Place, Id>,
    next: u64,
    /// Before this there is no use in looking for somebody again.
    fruitless_until: Instant,
}

type Place = (EvictionRank, u64);

struct Entry {
    activity: Arc<ConnectionActivity>,
    task: AbortHandle,
    number: u64,
    /// None while it waits.
    place: Option<Place>,
}

impl Registry {
    /// Nobody yet; moments count from `epoch`.
    pub(super) fn new(epoch: Instant) -> Self {
        Self {
            epoch,
            open: HashMap::new(),
            waiting: BTreeMap::new(),
            order: BTreeMap::new(),
            next: 0,
            fruitless_until: epoch,
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    /// How many of them wait.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// How many of them are inside.
    pub(super) fn inside(&self) -> usize {
        self.open.len() - self.waiting.len()
    }

    /// One more, who waits.
    pub(super) fn add(&mut self, activity: Arc<ConnectionActivity>, task: AbortHandle) {
        let number = self.next;
        self.next += 1;
        self.waiting.insert(number, task.id());
        let entry = Entry {
            activity,
            task,
            number,
            place: None,
        };
        self.open.insert(entry.task.id(), entry);
    }

    /// One who waited comes in; `false` when it is not there any more.
    pub(super) fn enter(&mut self, id: Id) -> bool {
        let Some(entry) = self.open.get_mut(&id) else {
            return false;
        };
        self.waiting.remove(&entry.number);
        let place = (entry.activity.eviction_rank(), entry.number);
        entry.place = Some(place);
        self.order.insert(place, id);
        true
    }

    /// It ended by itself, or was evicted before.
    pub(super) fn forget(&mut self, id: Id) {
        if let Some(entry) = self.open.remove(&id) {
            match entry.place {
                Some(place) => self.order.remove(&place),
                None => self.waiting.remove(&entry.number),
            };
        }
    }

    /// Ends the connection that has waited longest; `false` when none waits.
    pub(super) fn evict_waiting(&mut self) -> bool {
        let Some((_, id)) = self.waiting.pop_first() else {
            return false;
        };
        if let Some(entry) = self.open.remove(&id) {
            entry.task.abort();
        }
        true
    }

    /// Ends the connection inside that is the least loss; `false` when all are busy.
    pub(super) fn evict(&mut self) -> bool {
        let now = Instant::now();
        if now < self.fruitless_until {
            return false;
        }
        let looked_at_now = EvictionRank::Idle(moment(self.epoch));
        while let Some(first) = self.order.first_entry() {
            let place = *first.key();
            if place.0 >= looked_at_now {
                break;
            }
            let id = first.remove();
            let Some(entry) = self.open.get_mut(&id) else {
                continue;
            };
            let rank = match entry.activity.eviction_rank() {
                // It will be idle at some time, and not before now.
                EvictionRank::Busy => looked_at_now,
                rank @ (EvictionRank::Unserved(_) | EvictionRank::Idle(_)) => rank,
            };
            if rank == place.0 {
                entry.task.abort();
                self.open.remove(&id);
                return true;
            }
            let place = (rank, entry.number);
            entry.place = Some(place);
            self.order.insert(place, id);
        }
        let looked_at = u32::try_from(self.order.len()).unwrap_or(u32::MAX);
        self.fruitless_until = now + LOOK_PAUSE_PER_CONNECTION * looked_at;
        false
    }

    /// Everybody who is there.
    pub(super) fn activities(&self) -> impl Iterator<Item = &ConnectionActivity> {
        self.open.values().map(|entry| entry.activity.as_ref())
    }

    /// Ends those that never said a word.
    pub(super) fn abort_silent(&self) {
        for entry in self.open.values() {
            if !entry.activity.has_received() {
                entry.task.abort();
            }
        }
    }
}

/// Looking at a connection takes a hundredth of this, so a flood of newcomers cannot make looking a burden.
const LOOK_PAUSE_PER_CONNECTION: Duration = Duration::from_micros(20);
