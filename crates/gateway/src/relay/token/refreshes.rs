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
    under_way: watch::Sender<usize>,
}

type Outcome = Result<Arc<Refreshed>, Arc<Failure>>;

/// Which refresh token was presented, where, as whom: a hash, so that this memory holds no refresh token in clear.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Presented([u8; 32]);

impl Presented {
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
pub(super) struct Refreshed {
    /// The headers of the issuer's answer, for the one who asked.
    pub(super) headers: HeaderMap,
    /// The rotated session, sealed.
    pub(super) cookie: HeaderValue,
    pub(super) body: Zeroizing<Vec<u8>>,
    /// Whether the token presented is worthless now. Where it is not, asking again is better than an old answer.
    pub(super) rotated: bool,
}

impl Refreshed {
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
enum Found {
    Remembered(PageResponse),
    /// Somebody asks already.
    Joined(watch::Receiver<Option<Outcome>>),
    /// Nobody asks, so the caller does.
    Ours(Asking, watch::Receiver<Option<Outcome>>),
}

impl Refreshes {
    /// Remembers nothing yet.
    pub(crate) fn new() -> Self {
        Self(Arc::new(Shared {
            cache: Mutex::default(),
            under_way: watch::Sender::new(0),
        }))
    }

    /// The answer to a refresh: the remembered one, or the one under way, or what `ask` brings. That is a task of its
    /// own, because the issuer rotates when it is asked, whether the browser is still there or not.
    pub(super) async fn answer<F>(
        &self,
        presented: Presented,
        session: Option<SessionId>,
        ask: F,
    ) -> Result<PageResponse, Failure>
    where
        F: Future<Output = Result<Refreshed, Failure>> + Send + 'static,
    {
        let (mut outcome, is_ours) = match self.find(presented, session)? {
            Found::Remembered(answered) => return Ok(answered),
            Found::Joined(outcome) => (outcome, false),
            Found::Ours(asking, outcome) => {
                tokio::spawn(async move { asking.finish(ask.await) }.in_current_span());
                (outcome, true)
            }
        };
        let outcome = outcome
            .wait_for(Option::is_some)
            .await
            .map_err(|_| Failure::internal("a refresh ended without an outcome"))?;
        match outcome.as_ref() {
            // The issuer's clock is told to the one who asked; whoever joined later would misread it.
            Some(Ok(refreshed)) if is_ours => Ok(refreshed.answer(refreshed.headers.clone())),
            Some(Ok(refreshed)) => Ok(refreshed.answer(forwarded_headers::for_cached(0))),
            Some(Err(failure)) => Err(failure.without_cause()),
            None => Err(Failure::internal("a refresh ended without an outcome")),
        }
    }

    /// What a refresh with this token brought a short while ago, or is about to bring.
    pub(super) async fn rotation(&self, presented: &Presented) -> Option<Arc<Refreshed>> {
        let mut outcome = match &self.0.lock().entries.get(presented)?.state {
            State::UnderWay(outcome) => outcome.clone(),
            State::Unwanted(_) => return None,
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
    pub(crate) async fn finished(&self) {
        let mut under_way = self.0.under_way.subscribe();
        let all = timeout(FINISH_TIME_MAX, under_way.wait_for(|count| *count == 0)).await;
        if all.is_err() {
            tracing::warn!("a refresh was still under way at the end");
        }
    }

    fn find(&self, presented: Presented, session: Option<SessionId>) -> Result<Found, Failure> {
        let mut cache = self.0.lock();
        cache.make_room(ENTRIES_MAX - 1);
        if let Some(entry) = cache.entries.get(&presented) {
            return Ok(match &entry.state {
                State::UnderWay(outcome) | State::Unwanted(outcome) => {
                    Found::Joined(outcome.clone())
                }
                State::Finished(at, refreshed) => {
                    let headers = forwarded_headers::for_cached(at.elapsed().as_secs());
                    Found::Remembered(refreshed.answer(headers))
                }
            });
        }
        if cache.entries.len() >= ENTRIES_MAX {
            return Err(Failure::busy(
                "Too many sessions are being renewed at once.",
            ));
        }
        let (sender, outcome) = watch::channel(None);
        let state = State::UnderWay(outcome.clone());
        cache.entries.insert(presented, Entry { session, state });
        self.0.under_way.send_modify(|count| *count += 1);
        let asking = Asking {
            shared: self.0.clone(),
            presented,
            sender,
        };
        Ok(Found::Ours(asking, outcome))
    }
}

/// A refresh under way; however it ends, nobody waits for it afterwards.
struct Asking {
    shared: Arc<Shared>,
    presented: Presented,
    sender: watch::Sender<Option<Outcome>>,
}

impl Asking {
    fn finish(self, result: Result<Refreshed, Failure>) {
        let outcome = match result {
            Ok(refreshed) => {
                let refreshed = Arc::new(refreshed);
                if refreshed.rotated {
                    self.shared.lock().keep(self.presented, &refreshed);
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

impl Drop for Asking {
    fn drop(&mut self) {
        let presented = self.presented;
        let mut cache = self.shared.lock();
        let is_kept = cache
            .entries
            .get(&presented)
            .is_some_and(Entry::is_finished);
        if !is_kept {
            cache.entries.remove(&presented);
        }
        drop(cache);
        self.shared.under_way.send_modify(|count| *count -= 1);
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
