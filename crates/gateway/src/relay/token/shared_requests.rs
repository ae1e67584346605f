//! Completes every request that was sent, and briefly caches its sealed response for a browser that missed it.

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

pub(super) use self::cache::Limits;
use self::cache::{Entry, KEEP_TIME, ResponseCache, State};
use super::response::{PageResponse, with_cookie};
use crate::config::IssuerConfig;
use crate::cookies::SessionId;
use crate::error::Failure;
use crate::relay::forwarded_headers;
use crate::secret::Secret;
use crate::trace_context::TraceContext;

/// Requests for a session's tokens: those in flight and the recently completed ones.
#[derive(Clone)]
pub(crate) struct SharedRequests(Arc<Shared>);

struct Shared {
    cache: Mutex<ResponseCache>,
    /// The number of requests in flight.
    in_flight: watch::Sender<usize>,
}

type SharedResult = Result<Arc<SealedResponse>, Arc<Failure>>;

/// A hash of what makes a request unique, so the cache contains no secret of it in plain text.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct RequestKey([u8; 32]);

impl RequestKey {
    /// The key for a refresh token or a code at an issuer; `owner` is the session or the sign-in that it belongs to.
    pub(super) fn new(issuer: &IssuerConfig, owner: &str, token: &Secret) -> Self {
        let mut hash = Sha256::new();
        let (identifier, client_id) = (issuer.identifier.as_str(), issuer.client_id.as_str());
        for part in [identifier, client_id, owner, token.secret()] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }
}

/// The result of a successful request.
pub(super) struct SealedResponse {
    /// The headers of the issuer's response, for the request that caused it.
    pub(super) headers: HeaderMap,
    /// The new session, encrypted.
    pub(super) cookie: HeaderValue,
    pub(super) body: Zeroizing<Vec<u8>>,
    /// Whether the request cannot be repeated. If it can, a new one is better than a cached response.
    pub(super) is_final: bool,
}

impl SealedResponse {
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
    /// Another request of the browser has started this one.
    Joined(watch::Receiver<Option<SharedResult>>),
    /// Nothing was found, so the caller starts it.
    Started(PendingRequest, watch::Receiver<Option<SharedResult>>),
}

impl SharedRequests {
    /// An empty cache.
    pub(super) fn new(limits: Limits) -> Self {
        Self(Arc::new(Shared {
            cache: Mutex::new(ResponseCache::new(limits)),
            in_flight: watch::Sender::new(0),
        }))
    }

    /// Returns the response to a request: a cached one, the one in flight, or the result of `request`. That runs in a
    /// task of its own, because the issuer spends token or code even if the browser disconnects. If the session ends
    /// meanwhile, the response is that it has ended, and `discard` gets the result.
    pub(super) async fn answer<F, D>(
        &self,
        key: RequestKey,
        session: Option<SessionId>,
        request: F,
        discard: impl FnOnce(Arc<SealedResponse>) -> D + Send + 'static,
    ) -> Result<PageResponse, Failure>
    where
        F: Future<Output = Result<SealedResponse, Failure>> + Send + 'static,
        D: Future<Output = ()> + Send,
    {
        let (mut outcome, is_initiator) = match self.find(key, session)? {
            Lookup::Cached(answered) => return Ok(answered),
            Lookup::Joined(outcome) => (outcome, false),
            Lookup::Started(pending, outcome) => {
                let complete = async move {
                    if let Some(unwanted) = pending.finish(request.await) {
                        discard(unwanted).await;
                    }
                };
                let complete = TraceContext::run(TraceContext::current(), complete);
                tokio::spawn(complete.in_current_span());
                (outcome, true)
            }
        };
        let outcome = outcome
            .wait_for(Option::is_some)
            .await
            .map_err(|_| Failure::internal("a token request ended without a result"))?;
        match outcome.as_ref() {
            // Only the first caller gets the issuer's `Date`; for later ones it would be wrong.
            Some(Ok(response)) if is_initiator => Ok(response.answer(response.headers.clone())),
            Some(Ok(response)) => Ok(response.answer(forwarded_headers::for_cached(0))),
            Some(Err(failure)) => Err(failure.without_cause()),
            None => Err(Failure::internal("a token request ended without a result")),
        }
    }

    /// The result of a recent request, or of one in flight.
    pub(super) async fn result(&self, key: &RequestKey) -> Option<Arc<SealedResponse>> {
        let mut outcome = match &self.0.lock().entries.get(key)?.state {
            State::InFlight(outcome) => outcome.clone(),
            State::Discarded(_) => return None,
            State::Finished(at, response) => {
                return (at.elapsed() < KEEP_TIME).then(|| response.clone());
            }
        };
        let outcome = outcome.wait_for(Option::is_some).await.ok()?;
        outcome.as_ref()?.as_ref().ok().cloned()
    }

    /// Removes the cached results of a session that ends.
    pub(crate) fn forget(&self, session: &SessionId) {
        self.0.lock().forget(session);
    }

    /// Waits until no request is in flight, with a timeout: ending the process earlier would lose a session.
    pub(crate) async fn wait_until_finished(&self) {
        let mut in_flight = self.0.in_flight.subscribe();
        let all = timeout(FINISH_TIME_MAX, in_flight.wait_for(|count| *count == 0)).await;
        if all.is_err() {
            tracing::warn!("the process ends while a token request is in progress");
        }
    }

    fn find(&self, key: RequestKey, session: Option<SessionId>) -> Result<Lookup, Failure> {
        let mut cache = self.0.lock();
        cache.make_room_for_one();
        if let Some(entry) = cache.entries.get(&key) {
            return Ok(match &entry.state {
                State::InFlight(outcome) | State::Discarded(outcome) => {
                    Lookup::Joined(outcome.clone())
                }
                State::Finished(at, response) => {
                    let headers = forwarded_headers::for_cached(at.elapsed().as_secs());
                    Lookup::Cached(response.answer(headers))
                }
            });
        }
        if cache.is_full() {
            return Err(Failure::busy(
                "Too many sessions are being started or renewed at once.",
            ));
        }
        let (sender, outcome) = watch::channel(None);
        let state = State::InFlight(outcome.clone());
        cache.entries.insert(key, Entry { session, state });
        self.0.in_flight.send_modify(|count| *count += 1);
        let pending = PendingRequest {
            shared: self.0.clone(),
            key,
            sender,
        };
        Ok(Lookup::Started(pending, outcome))
    }
}

/// A request in flight; dropping it releases all waiting requests.
struct PendingRequest {
    shared: Arc<Shared>,
    key: RequestKey,
    sender: watch::Sender<Option<SharedResult>>,
}

impl PendingRequest {
    /// Publishes the outcome. Returns the result if its session has ended.
    fn finish(&self, result: Result<SealedResponse, Failure>) -> Option<Arc<SealedResponse>> {
        let mut unwanted = None;
        let outcome = match result {
            Ok(response) => {
                let response = Arc::new(response);
                let mut cache = self.shared.lock();
                if cache.take(self.key, &response) {
                    Ok(response)
                } else {
                    unwanted = Some(response);
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

impl Drop for PendingRequest {
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
    fn lock(&self) -> MutexGuard<'_, ResponseCache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The issuer's own timeout, after which no request is in flight.
const FINISH_TIME_MAX: Duration = Duration::from_secs(10);
