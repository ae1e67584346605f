//! Completes every refresh that was sent, and briefly caches its sealed response for a browser that missed it.

mod cache;
mod refusals;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::header::{HeaderMap, HeaderValue};
use haulout_protocol::oidc::refresh::RefreshRefusal;
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

/// The refreshes in flight and the recently completed ones.
#[derive(Clone)]
pub(crate) struct Refreshes(Arc<Shared>);

struct Shared {
    cache: Mutex<RefreshCache>,
    /// The number of refreshes in flight.
    in_flight: watch::Sender<usize>,
}

type SharedResult = Result<Arc<RefreshResult>, Arc<Failure>>;

/// A hash of issuer, client, session and refresh token, so the cache contains no refresh token in plain text.
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

/// The result of a successful refresh.
pub(super) struct RefreshResult {
    /// The headers of the issuer's response, for the request that caused it.
    pub(super) headers: HeaderMap,
    /// The rotated session, encrypted.
    pub(super) cookie: HeaderValue,
    pub(super) body: Zeroizing<Vec<u8>>,
    /// Whether the refresh token was rotated. If not, a new request is better than a cached response.
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

/// What a lookup found.
enum Lookup {
    Cached(PageResponse),
    /// Another request has started this refresh.
    Joined(watch::Receiver<Option<SharedResult>>),
    /// Nothing was found, so the caller starts the refresh.
    Started(PendingRefresh, watch::Receiver<Option<SharedResult>>),
}

impl Refreshes {
    /// An empty cache.
    pub(crate) fn new() -> Self {
        Self(Arc::new(Shared {
            cache: Mutex::default(),
            in_flight: watch::Sender::new(0),
        }))
    }

    /// Returns the response to a refresh: a cached one, the one in flight, or the result of `refresh`. That runs in a
    /// task of its own, because the issuer rotates the token even if the browser disconnects. If the session ends
    /// meanwhile, the response is that it has ended, and `discard` gets the result.
    pub(super) async fn answer<F, D>(
        &self,
        key: RefreshKey,
        session: Option<SessionId>,
        refresh: F,
        discard: impl FnOnce(Arc<RefreshResult>) -> D + Send + 'static,
    ) -> Result<PageResponse, Failure>
    where
        F: Future<Output = Result<RefreshResult, Failure>> + Send + 'static,
        D: Future<Output = ()> + Send,
    {
        let (mut outcome, is_initiator) = match self.find(key, session)? {
            Lookup::Cached(answered) => return Ok(answered),
            Lookup::Joined(outcome) => (outcome, false),
            Lookup::Started(pending, outcome) => {
                let complete = async move {
                    if let Some(unwanted) = pending.finish(refresh.await) {
                        discard(unwanted).await;
                    }
                };
                tokio::spawn(complete.in_current_span());
                (outcome, true)
            }
        };
        let outcome = outcome
            .wait_for(Option::is_some)
            .await
            .map_err(|_| Failure::internal("a refresh ended without a result"))?;
        match outcome.as_ref() {
            // Only the first caller gets the issuer's `Date`; for later ones it would be wrong.
            Some(Ok(refreshed)) if is_initiator => Ok(refreshed.answer(refreshed.headers.clone())),
            Some(Ok(refreshed)) => Ok(refreshed.answer(forwarded_headers::for_cached(0))),
            Some(Err(failure)) => Err(failure.without_cause()),
            None => Err(Failure::internal("a refresh ended without a result")),
        }
    }

    /// The result of a recent refresh with this token, or of one in flight.
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

    /// Records that the issuer refused this refresh token, and returns whether its session has ended.
    pub(super) fn has_ended(&self, key: RefreshKey, refusal: RefreshRefusal) -> bool {
        self.0.lock().refusals.add(key, refusal)
    }

    /// Removes the cached results of a session that ends.
    pub(crate) fn forget(&self, session: &SessionId) {
        self.0.lock().forget(session);
    }

    /// Waits until no refresh is in flight, with a timeout: ending the process earlier would lose a rotated session.
    pub(crate) async fn wait_until_finished(&self) {
        let mut in_flight = self.0.in_flight.subscribe();
        let all = timeout(FINISH_TIME_MAX, in_flight.wait_for(|count| *count == 0)).await;
        if all.is_err() {
            tracing::warn!("the process ends while a refresh is in progress");
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

/// A refresh in flight; dropping it releases all waiting requests.
struct PendingRefresh {
    shared: Arc<Shared>,
    key: RefreshKey,
    sender: watch::Sender<Option<SharedResult>>,
}

impl PendingRefresh {
    /// Publishes the outcome. Returns the result if its session has ended.
    fn finish(&self, result: Result<RefreshResult, Failure>) -> Option<Arc<RefreshResult>> {
        let mut unwanted = None;
        let outcome = match result {
            Ok(refreshed) => {
                let refreshed = Arc::new(refreshed);
                let mut cache = self.shared.lock();
                cache.refusals.forget(&self.key);
                if cache.take(self.key, &refreshed) {
                    Ok(refreshed)
                } else {
                    unwanted = Some(refreshed);
                    Err(Arc::new(Failure::sign_in_required()))
                }
            }
            Err(failure) => {
                // The caller may be gone, and the other requests get the failure without its cause.
                failure.log();
                Err(Arc::new(failure))
            }
        };
        self.sender.send_replace(Some(outcome));
        unwanted
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
    /// A panic in another thread leaves no invalid state.
    fn lock(&self) -> MutexGuard<'_, RefreshCache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The issuer's own timeout, after which no refresh is in flight.
const FINISH_TIME_MAX: Duration = Duration::from_secs(10);
