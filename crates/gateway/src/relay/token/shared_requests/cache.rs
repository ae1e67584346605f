//! The cache of token requests, limited in number, bytes and time.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::{RequestKey, SealedResponse, SharedResult};
use crate::cookies::SessionId;

/// The limits of a cache.
#[derive(Clone, Copy)]
pub(in crate::relay::token) struct Limits {
    pub(in crate::relay::token) entries: usize,
    pub(in crate::relay::token) bytes: usize,
}

/// The requests in flight and the recently completed ones.
pub(super) struct ResponseCache {
    limits: Limits,
    pub(super) entries: HashMap<RequestKey, Entry>,
    /// The finished requests, oldest first; a key that is not in `entries` was removed meanwhile.
    finished: VecDeque<(Instant, RequestKey)>,
    pub(super) bytes: usize,
}

/// One request.
pub(super) struct Entry {
    pub(super) session: Option<SessionId>,
    pub(super) state: State,
}

/// Its progress.
pub(super) enum State {
    InFlight(watch::Receiver<Option<SharedResult>>),
    /// Its session ended first, so the result is not kept.
    Discarded(watch::Receiver<Option<SharedResult>>),
    Finished(Instant, Arc<SealedResponse>),
}

impl Entry {
    pub(super) fn is_finished(&self) -> bool {
        match self.state {
            State::InFlight(_) | State::Discarded(_) => false,
            State::Finished(..) => true,
        }
    }
}

impl ResponseCache {
    /// An empty cache.
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            entries: HashMap::new(),
            finished: VecDeque::new(),
            bytes: 0,
        }
    }

    /// Whether there is no room for another request, even after [`Self::make_room_for_one`].
    pub(super) fn is_full(&self) -> bool {
        self.entries.len() >= self.limits.entries
    }

    /// Takes a result of a session that has not ended, and keeps it if its request cannot be repeated. Returns whether
    /// the result was taken.
    pub(super) fn take(&mut self, key: RequestKey, response: &Arc<SealedResponse>) -> bool {
        let entry = match self.entries.get_mut(&key) {
            Some(entry) if matches!(entry.state, State::InFlight(_)) => entry,
            _ => return false,
        };
        if !response.is_final {
            return true;
        }
        let now = Instant::now();
        entry.state = State::Finished(now, response.clone());
        self.bytes += response.bytes();
        self.finished.push_back((now, key));
        self.make_room(self.limits.entries);
        true
    }

    /// Removes expired results, and the oldest one if the cache is full.
    pub(super) fn make_room_for_one(&mut self) {
        self.make_room(self.limits.entries - 1);
    }

    /// Removes expired results, then the oldest ones until at most `entries_max` are left.
    fn make_room(&mut self, entries_max: usize) {
        while let Some((at, key)) = self.finished.front().copied() {
            let is_full = self.entries.len() > entries_max || self.bytes > self.limits.bytes;
            if at.elapsed() < KEEP_TIME && !is_full {
                return;
            }
            self.finished.pop_front();
            let is_that_one = |entry: &Entry| match entry.state {
                State::InFlight(_) | State::Discarded(_) => false,
                State::Finished(finished, _) => finished == at,
            };
            if self.entries.get(&key).is_some_and(is_that_one) {
                self.remove(&key);
            }
        }
    }

    /// Removes the results of a session, and marks those in flight as discarded.
    pub(super) fn forget(&mut self, session: &SessionId) {
        let mut removed = 0;
        self.entries.retain(|_, entry| {
            if entry.session.as_ref() != Some(session) {
                return true;
            }
            match &entry.state {
                State::InFlight(outcome) | State::Discarded(outcome) => {
                    entry.state = State::Discarded(outcome.clone());
                    true
                }
                State::Finished(_, response) => {
                    removed += response.bytes();
                    false
                }
            }
        });
        self.bytes -= removed;
    }

    fn remove(&mut self, key: &RequestKey) {
        let removed = self.entries.remove(key).map(|entry| entry.state);
        if let Some(State::Finished(_, response)) = removed {
            self.bytes -= response.bytes();
        }
    }
}

/// Long enough for a page reload or a network change; an old stolen cookie is rarely used that soon.
pub(super) const KEEP_TIME: Duration = Duration::from_secs(60);
