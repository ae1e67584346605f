//! The open connections, and which of them is evicted for a new one.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{AbortHandle, Id};
use tokio::time::Instant;

use super::activity::{ConnectionActivity, EvictionRank, timestamp};

/// The open connections. Only the accept loop uses it, so requests never wait for a lock.
///
/// A pending connection, whose preamble is incomplete, uses almost no memory, so there is room for many; an admitted
/// one has buffers.
pub(super) struct Registry {
    epoch: Instant,
    open: HashMap<Id, Entry>,
    /// Pending connections in the order in which they were accepted.
    pending: BTreeMap<u64, Id>,
    /// Admitted connections by a rank that may be outdated. A rank only increases, so a first entry whose rank is
    /// current is the right one to evict.
    order: BTreeMap<Position, Id>,
    next: u64,
    /// No search before this time, because the last one found only busy connections.
    next_search: Instant,
}

type Position = (EvictionRank, u64);

struct Entry {
    activity: Arc<ConnectionActivity>,
    task: AbortHandle,
    number: u64,
    /// `None` while it is pending.
    position: Option<Position>,
}

impl Registry {
    /// An empty registry; timestamps count from `epoch`.
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

    /// The number of connections.
    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    /// The number of pending connections.
    pub(super) fn pending(&self) -> usize {
        self.pending.len()
    }

    /// The number of admitted connections.
    pub(super) fn admitted(&self) -> usize {
        self.open.len() - self.pending.len()
    }

    /// Adds a pending connection.
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

    /// Admits a pending connection; returns `false` if it was closed meanwhile.
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

    /// Removes a connection that ended or was evicted.
    pub(super) fn remove(&mut self, id: Id) {
        if let Some(entry) = self.open.remove(&id) {
            match entry.position {
                Some(position) => self.order.remove(&position),
                None => self.pending.remove(&entry.number),
            };
        }
    }

    /// Aborts the connection that has been pending longest; returns `false` if there is none.
    pub(super) fn evict_pending(&mut self) -> bool {
        let Some((_, id)) = self.pending.pop_first() else {
            return false;
        };
        if let Some(entry) = self.open.remove(&id) {
            entry.task.abort();
        }
        true
    }

    /// Aborts the admitted connection of the lowest rank; returns `false` if all are busy.
    pub(super) fn evict(&mut self) -> bool {
        let now = Instant::now();
        if now < self.next_search {
            return false;
        }
        let busy_rank = EvictionRank::Idle(timestamp(self.epoch));
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
                // It becomes idle in the future, so its rank is not lower than that of now.
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

    /// Aborts the connection with the most requests in flight if all together have more than `requests_max`; returns
    /// `false` if they have not.
    pub(super) fn evict_busiest(&mut self, requests_max: usize) -> bool {
        let counts = || {
            let open = self.open.iter();
            open.map(|(id, entry)| (*id, entry.activity.in_flight()))
        };
        let total: usize = counts().map(|(_, count)| count).sum();
        let busiest = counts().max_by_key(|(_, count)| *count);
        let Some((id, _)) = busiest.filter(|_| total > requests_max) else {
            return false;
        };
        if let Some(entry) = self.open.get(&id) {
            entry.task.abort();
        }
        self.remove(id);
        true
    }

    /// The activity of every connection.
    pub(super) fn activities(&self) -> impl Iterator<Item = &ConnectionActivity> {
        self.open.values().map(|entry| entry.activity.as_ref())
    }

    /// Aborts the connections that have never received a byte.
    pub(super) fn abort_silent(&self) {
        for entry in self.open.values() {
            if !entry.activity.has_received() {
                entry.task.abort();
            }
        }
    }
}

/// A hundred times the cost of checking one connection, so a flood of new connections cannot make the search expensive.
const SEARCH_PAUSE_PER_CONNECTION: Duration = Duration::from_micros(20);
