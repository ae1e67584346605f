//! The cache of refreshes, limited in number, bytes and time.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::refusals::Refusals;
use super::{RefreshKey, RefreshResult, SharedResult};
use crate::cookies::SessionId;

/// The refreshes in flight and the recently completed ones.
#[derive(Default)]
pub(super) struct RefreshCache {
    pub(super) entries: HashMap<RefreshKey, Entry>,
    /// The finished refreshes, oldest first; a key that is not in `entries` was removed meanwhile.
    finished: VecDeque<(Instant, RefreshKey)>,
    pub(super) refusals: Refusals,
    pub(super) bytes: usize,
}

/// One refresh.
pub(super) struct Entry {
    pub(super) session: Option<SessionId>,
    pub(super) state: State,
}

/// Its progress.
pub(super) enum State {
    InFlight(watch::Receiver<Option<SharedResult>>),
    /// Its session ended first, so the result is not kept.
    Discarded(watch::Receiver<Option<SharedResult>>),
    Finished(Instant, Arc<RefreshResult>),
}

impl Entry {
    pub(super) fn is_finished(&self) -> bool {
        match self.state {
            State::InFlight(_) | State::Discarded(_) => false,
            State::Finished(..) => true,
        }
    }
}

impl RefreshCache {
    /// Takes a result of a session that has not ended, and keeps it if its refresh token was rotated. Returns whether the
    /// result was taken.
    pub(super) fn take(&mut self, key: RefreshKey, refreshed: &Arc<RefreshResult>) -> bool {
        let entry = match self.entries.get_mut(&key) {
            Some(entry) if matches!(entry.state, State::InFlight(_)) => entry,
            _ => return false,
        };
        if !refreshed.rotated {
            return true;
        }
        let now = Instant::now();
        entry.state = State::Finished(now, refreshed.clone());
        self.bytes += refreshed.bytes();
        self.finished.push_back((now, key));
        self.make_room(ENTRIES_MAX);
        true
    }

    /// Removes expired results, then the oldest ones until at most `entries_max` are left.
    pub(super) fn make_room(&mut self, entries_max: usize) {
        while let Some((at, key)) = self.finished.front().copied() {
            let is_full = self.entries.len() > entries_max || self.bytes > CACHE_BYTES_MAX;
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
                State::Finished(_, refreshed) => {
                    removed += refreshed.bytes();
                    false
                }
            }
        });
        self.bytes -= removed;
    }

    fn remove(&mut self, key: &RefreshKey) {
        let removed = self.entries.remove(key).map(|entry| entry.state);
        if let Some(State::Finished(_, refreshed)) = removed {
            self.bytes -= refreshed.bytes();
        }
    }
}

/// Long enough for a page reload or a network change; an old stolen cookie is rarely used that soon.
pub(super) const KEEP_TIME: Duration = Duration::from_secs(60);
/// Enough for all sessions of a busy minute.
pub(super) const ENTRIES_MAX: usize = 8_192;
/// Bytes; four kilobytes for each entry, and less than a quarter of the memory that a gateway under attack may use.
pub(super) const CACHE_BYTES_MAX: usize = 32 * 1024 * 1024;
