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
    pending: BTreeMap<u64, Id>,
    /// Who is inside, by a position that each had once. It moves backwards only, so whoever still has the first one is first.
    order: BTreeMap<Position, Id>,
    next: u64,
    /// Before this there is no use in looking for somebody again.
    next_search: Instant,
}

type Position = (EvictionRank, u64);

struct Entry {
    activity: Arc<ConnectionActivity>,
    task: AbortHandle,
    number: u64,
    /// None while it waits.
    position: Option<Position>,
}

impl Registry {
    /// Nobody yet; moments count from `epoch`.
    pub(super) fn new(epoch: Instant) -> Self {
        Self {
            epoch,
            open: HashMap::new(),
            pending: BTreeMap::new(),
            order: BTreeMap::new(),
            next: 0,
            next_search: epoch,
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    /// How many of them wait.
    pub(super) fn pending(&self) -> usize {
        self.pending.len()
    }

    /// How many of them are inside.
    pub(super) fn admitted(&self) -> usize {
        self.open.len() - self.pending.len()
    }

    /// One more, who waits.
    pub(super) fn add(&mut self, activity: Arc<ConnectionActivity>, task: AbortHandle) {
        let number = self.next;
        self.next += 1;
        self.pending.insert(number, task.id());
        let entry = Entry {
            activity,
            task,
            number,
            position: None,
        };
        self.open.insert(entry.task.id(), entry);
    }

    /// One who waited comes in; `false` when it is not there any more.
    pub(super) fn admit(&mut self, id: Id) -> bool {
        let Some(entry) = self.open.get_mut(&id) else {
            return false;
        };
        self.pending.remove(&entry.number);
        let position = (entry.activity.eviction_rank(), entry.number);
        entry.position = Some(position);
        self.order.insert(position, id);
        true
    }

    /// It ended by itself, or was evicted before.
    pub(super) fn remove(&mut self, id: Id) {
        if let Some(entry) = self.open.remove(&id) {
            match entry.position {
                Some(position) => self.order.remove(&position),
                None => self.pending.remove(&entry.number),
            };
        }
    }

    /// Ends the connection that has waited longest; `false` when none waits.
    pub(super) fn evict_pending(&mut self) -> bool {
        let Some((_, id)) = self.pending.pop_first() else {
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
        if now < self.next_search {
            return false;
        }
        let busy_rank = EvictionRank::Idle(moment(self.epoch));
        while let Some(first) = self.order.first_entry() {
            let position = *first.key();
            if position.0 >= busy_rank {
                break;
            }
            let id = first.remove();
            let Some(entry) = self.open.get_mut(&id) else {
                continue;
            };
            let rank = match entry.activity.eviction_rank() {
                // It will be idle at some time, and not before now.
                EvictionRank::Busy => busy_rank,
                rank @ (EvictionRank::Unserved(_) | EvictionRank::Idle(_)) => rank,
            };
            if rank == position.0 {
                entry.task.abort();
                self.open.remove(&id);
                return true;
            }
            let position = (rank, entry.number);
            entry.position = Some(position);
            self.order.insert(position, id);
        }
        let searched = u32::try_from(self.order.len()).unwrap_or(u32::MAX);
        self.next_search = now + SEARCH_PAUSE_PER_CONNECTION * searched;
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
const SEARCH_PAUSE_PER_CONNECTION: Duration = Duration::from_micros(20);
