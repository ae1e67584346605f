//! The one bounded memory: a refresh that is sent is finished, and its sealed answer waits for a browser that missed it.

mod cache;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::header::{HeaderMap, HeaderValue};
use sha2::{Digest as _, Sha256};
use tokio::sync::watch;
use tokio::time::timeout;
use tracing::Instrument as _;
use zeroize::Zeroizing;

use self::cache::{ENTRIES_MAX, Entry, KEEP_TIME, RefreshCache, State};
use super::response::{PageResponse, with_cookie};
use crate::cookies::SessionId;
use crate::error::Failure;
use crate::relay::forwarded_headers;
use crate::secret::Secret;

/// Every refresh that is under way, and those that were answered a short while ago.
#[derive(Clone)]
pub(crate) struct Refreshes(Arc<Shared>);

struct Shared {
    cache: Mutex<RefreshCache>,
    /// How many are under way.
    in_flight: watch::Sender<usize>,
}

type Outcome = Result<Arc<RefreshResult>, Arc<Failure>>;

/// Which refresh token was key, where, as whom: a hash, so that this memory holds no refresh token in clear.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct RefreshKey([u8; 32]);

impl RefreshKey {
    pub(super) fn new(
        issuer: &str,
        client: &str,
        session: Option<&SessionId>,
        token: &Secret,
    ) -> Self {
        let mut hash = Sha256::new();
        let session = session.map_or("", SessionId::as_str);
        for part in [issuer, client, session, token.secret()] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }
}

/// What a successful refresh brought.
pub(super) struct RefreshResult {
    /// The headers of the issuer's answer, for the one who asked.
    pub(super) headers: HeaderMap,
    /// The rotated session, sealed.
    pub(super) cookie: HeaderValue,
    pub(super) body: Zeroizing<Vec<u8>>,
    /// Whether the token key is worthless now. Where it is not, pending again is better than an old answer.
    pub(super) rotated: bool,
}

impl RefreshResult {
    fn answer(&self, headers: HeaderMap) -> PageResponse {
        (
            with_cookie(headers, self.cookie.clone()),
            self.body.to_vec(),
        )
    }

    fn bytes(&self) -> usize {
        self.cookie.len() + self.body.len()
    }
}

/// What there is for somebody who presents a token.
enum Lookup {
    Cached(PageResponse),
    /// Somebody asks already.
    Joined(watch::Receiver<Option<Outcome>>),
    /// Nobody asks, so the caller does.
    Started(PendingRefresh, watch::Receiver<Option<Outcome>>),
}

impl Refreshes {
    /// Remembers nothing yet.
    pub(crate) fn new() -> Self {
        Self(Arc::new(Shared {
            cache: Mutex::default(),
            in_flight: watch::Sender::new(0),
        }))
    }

    /// The answer to a refresh: the remembered one, or the one under way, or what `ask` brings. That is a task of its
    /// own, because the issuer rotates when it is asked, whether the browser is still there or not.
    pub(super) async fn answer<F>(
        &self,
        key: RefreshKey,
        session: Option<SessionId>,
        ask: F,
    ) -> Result<PageResponse, Failure>
    where
        F: Future<Output = Result<RefreshResult, Failure>> + Send + 'static,
    {
        let (mut outcome, is_initiator) = match self.find(key, session)? {
            Lookup::Cached(answered) => return Ok(answered),
            Lookup::Joined(outcome) => (outcome, false),
            Lookup::Started(pending, outcome) => {
                tokio::spawn(async move { pending.finish(ask.await) }.in_current_span());
                (outcome, true)
            }
        };
        let outcome = outcome
            .wait_for(Option::is_some)
            .await
            .map_err(|_| Failure::internal("a refresh ended without an outcome"))?;
        match outcome.as_ref() {
            // The issuer's clock is told to the one who asked; whoever joined later would misread it.
            Some(Ok(refreshed)) if is_initiator => Ok(refreshed.answer(refreshed.headers.clone())),
            Some(Ok(refreshed)) => Ok(refreshed.answer(forwarded_headers::for_cached(0))),
            Some(Err(failure)) => Err(failure.without_cause()),
            None => Err(Failure::internal("a refresh ended without an outcome")),
        }
    }

    /// What a refresh with this token brought a short while ago, or is about to bring.
    pub(super) async fn rotation(&self, key: &RefreshKey) -> Option<Arc<RefreshResult>> {
        let mut outcome = match &self.0.lock().entries.get(key)?.state {
            State::InFlight(outcome) => outcome.clone(),
            State::Discarded(_) => return None,
            State::Finished(at, refreshed) => {
                return (at.elapsed() < KEEP_TIME).then(|| refreshed.clone());
            }
        };
        let outcome = outcome.wait_for(Option::is_some).await.ok()?;
        outcome.as_ref()?.as_ref().ok().cloned()
    }

    /// Forgets what is remembered for a session that ends.
    pub(crate) fn forget(&self, session: &SessionId) {
        self.0.lock().forget(session);
    }

    /// Waits until none is under way, within a bound: a process that stops then would lose a rotated session.
    pub(crate) async fn wait_until_finished(&self) {
        let mut in_flight = self.0.in_flight.subscribe();
        let all = timeout(FINISH_TIME_MAX, in_flight.wait_for(|count| *count == 0)).await;
        if all.is_err() {
            tracing::warn!("a refresh was still under way at the end");
        }
    }

    fn find(&self, key: RefreshKey, session: Option<SessionId>) -> Result<Lookup, Failure> {
        let mut cache = self.0.lock();
        cache.make_room(ENTRIES_MAX - 1);
        if let Some(entry) = cache.entries.get(&key) {
            return Ok(match &entry.state {
                State::InFlight(outcome) | State::Discarded(outcome) => {
                    Lookup::Joined(outcome.clone())
                }
                State::Finished(at, refreshed) => {
                    let headers = forwarded_headers::for_cached(at.elapsed().as_secs());
                    Lookup::Cached(refreshed.answer(headers))
                }
            });
        }
        if cache.entries.len() >= ENTRIES_MAX {
            return Err(Failure::busy(
                "Too many sessions are being renewed at once.",
            ));
        }
        let (sender, outcome) = watch::channel(None);
        let state = State::InFlight(outcome.clone());
        cache.entries.insert(key, Entry { session, state });
        self.0.in_flight.send_modify(|count| *count += 1);
        let pending = PendingRefresh {
            shared: self.0.clone(),
            key,
            sender,
        };
        Ok(Lookup::Started(pending, outcome))
    }
}

/// A refresh under way; however it ends, nobody waits for it afterwards.
struct PendingRefresh {
    shared: Arc<Shared>,
    key: RefreshKey,
    sender: watch::Sender<Option<Outcome>>,
}

impl PendingRefresh {
    fn finish(self, result: Result<RefreshResult, Failure>) {
        let outcome = match result {
            Ok(refreshed) => {
                let refreshed = Arc::new(refreshed);
                if refreshed.rotated {
                    self.shared.lock().keep(self.key, &refreshed);
                }
                Ok(refreshed)
            }
            Err(failure) => {
                // Whoever asked may be gone, and the waiters get it without its cause.
                failure.log();
                Err(Arc::new(failure))
            }
        };
        self.sender.send_replace(Some(outcome));
    }
}

impl Drop for PendingRefresh {
    fn drop(&mut self) {
        let key = self.key;
        let mut cache = self.shared.lock();
        let is_kept = cache.entries.get(&key).is_some_and(Entry::is_finished);
        if !is_kept {
            cache.entries.remove(&key);
        }
        drop(cache);
        self.shared.in_flight.send_modify(|count| *count -= 1);
    }
}

impl Shared {
    /// A panic elsewhere leaves nothing half done in here.
    fn lock(&self) -> MutexGuard<'_, RefreshCache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An issuer that says nothing is given up after this time anyway.
const FINISH_TIME_MAX: Duration = Duration::from_secs(10);
