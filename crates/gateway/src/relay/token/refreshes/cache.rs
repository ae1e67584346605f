//! What is cache of refreshes: bounded in number, in bytes and in time.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::{Outcome, RefreshKey, RefreshResult};
use crate::cookies::SessionId;

/// Every refresh that is under way or was answered a short while ago.
#[derive(Default)]
pub(super) struct RefreshCache {
    pub(super) entries: HashMap<RefreshKey, Entry>,
    /// The finished ones, the oldest first; a name that is not in `entries` has been forgotten meanwhile.
    finished: VecDeque<(Instant, RefreshKey)>,
    pub(super) bytes: usize,
}

/// One of them.
pub(super) struct Entry {
    pub(super) session: Option<SessionId>,
    pub(super) state: State,
}

/// How far it is.
pub(super) enum State {
    InFlight(watch::Receiver<Option<Outcome>>),
    /// Its session ended before it did.
    Discarded(watch::Receiver<Option<Outcome>>),
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
    /// Keeps an answer, unless its session has ended meanwhile.
    pub(super) fn keep(&mut self, key: RefreshKey, refreshed: &Arc<RefreshResult>) {
        let Some(entry) = self.entries.get_mut(&key) else {
            return;
        };
        match entry.state {
            State::InFlight(_) => {}
            State::Discarded(_) | State::Finished(..) => return,
        }
        let now = Instant::now();
        entry.state = State::Finished(now, refreshed.clone());
        self.bytes += refreshed.bytes();
        self.finished.push_back((now, key));
        self.make_room(ENTRIES_MAX);
    }

    /// Forgets what is too old, and then the oldest until there are no more than so many.
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

    /// Forgets the finished ones of a session, and sees to it that one under way is not kept.
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

/// A reloaded page or a switched network comes back within this time; a thief of an old cookie rarely does.
pub(super) const KEEP_TIME: Duration = Duration::from_secs(60);
/// Enough for every session of a busy minute.
pub(super) const ENTRIES_MAX: usize = 8_192;
/// Bytes; four kilobytes for each of them, and never a fourth of what a gateway under attack may take.
pub(super) const CACHE_BYTES_MAX: usize = 32 * 1024 * 1024;
