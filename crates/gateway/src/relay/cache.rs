//! A short-lived cache of the issuer's public documents: one fetch at a time, and failures are not cached.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::http::header::HeaderMap;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::forwarded_headers;
use crate::error::Failure;

/// The newest document while it is fresh.
pub(crate) struct DocumentCache<T> {
    /// Counts failed fetches, so a waiter detects that the fetch it waited for failed.
    failures: AtomicU64,
    state: Mutex<State<T>>,
}

struct State<T> {
    newest: Option<(Instant, Arc<T>)>,
    last_failure: Option<Failure>,
}

/// A document, with the headers that tell the page how to read `Date`.
pub(crate) struct CachedDocument<T> {
    pub(crate) content: Arc<T>,
    pub(crate) headers: HeaderMap,
}

impl<T> DocumentCache<T> {
    /// An empty cache.
    pub(crate) fn empty() -> Self {
        let state = State {
            newest: None,
            last_failure: None,
        };
        Self {
            failures: AtomicU64::new(0),
            state: Mutex::new(state),
        }
    }

    /// Returns the cached document, or fetches it. Concurrent callers wait for that fetch and share its result, even a
    /// failure, so an unreachable issuer costs them one timeout together. Later callers fetch again.
    pub(crate) async fn get<F>(&self, fetch: F) -> Result<CachedDocument<T>, Failure>
    where
        F: Future<Output = Result<(T, HeaderMap), Failure>>,
    {
        let failures_before = self.failures.load(Ordering::SeqCst);
        let mut state = self.state.lock().await;
        if let Some((at, content)) = state.newest.as_ref() {
            let age = at.elapsed();
            if age < FRESH_TIME {
                return Ok(CachedDocument {
                    content: content.clone(),
                    headers: forwarded_headers::for_cached(age.as_secs()),
                });
            }
        }
        if let Some(failure) = &state.last_failure
            && self.failures.load(Ordering::SeqCst) != failures_before
        {
            return Err(failure.without_cause());
        }
        match fetch.await {
            Ok((content, headers)) => {
                let content = Arc::new(content);
                state.newest = Some((Instant::now(), content.clone()));
                Ok(CachedDocument { content, headers })
            }
            Err(failure) => {
                state.last_failure = Some(failure.without_cause());
                self.failures.fetch_add(1, Ordering::SeqCst);
                Err(failure)
            }
        }
    }

    /// Whether a fetch is in progress.
    pub(crate) fn is_fetching(&self) -> bool {
        self.state.try_lock().is_err()
    }

    /// Removes an outdated document; a fetch in progress is not affected.
    pub(crate) fn forget_unless(&self, is_current: impl FnOnce(&T) -> bool) {
        if let Ok(mut state) = self.state.try_lock() {
            state.newest = state
                .newest
                .take()
                .filter(|(_, content)| is_current(content));
        }
    }
}

/// Short enough to detect rotated keys soon, long enough that many concurrent sign-ins cause one request to the issuer.
const FRESH_TIME: Duration = Duration::from_secs(60);

#[cfg(test)]
mod tests {
    use std::future::ready;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn document_is_cached_for_a_minute() {
        let cached = DocumentCache::empty();
        let fetch = |content: u32| ready(Ok((content, HeaderMap::new())));
        assert_eq!(*cached.get(fetch(1)).await.unwrap().content, 1);
        tokio::time::advance(Duration::from_secs(59)).await;
        let remembered = cached.get(fetch(2)).await.unwrap();
        assert_eq!(
            (*remembered.content, &remembered.headers["age"]),
            (1, &"59".parse().unwrap())
        );
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(*cached.get(fetch(3)).await.unwrap().content, 3);
    }
}
