//! A short memory for the issuer's public documents: one fetch at a time, and never a failure.

use std::sync::Arc;
use std::time::Duration;

use axum::http::header::HeaderMap;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::passed;
use crate::error::Failure;

/// The newest answer, for as long as it is fresh.
pub(crate) struct Cached<T>(Mutex<Option<(Instant, Arc<T>)>>);

/// An answer, and the headers that say whose clock it tells.
pub(crate) struct Fresh<T> {
    pub(crate) content: Arc<T>,
    pub(crate) headers: HeaderMap,
}

impl<T> Cached<T> {
    /// Remembers nothing yet.
    pub(crate) fn empty() -> Self {
        Self(Mutex::new(None))
    }

    /// The remembered answer, or what `fetch` brings; whoever asks meanwhile waits for that.
    pub(crate) async fn get<F>(&self, fetch: F) -> Result<Fresh<T>, Failure>
    where
        F: Future<Output = Result<(T, HeaderMap), Failure>>,
    {
        let mut newest = self.0.lock().await;
        if let Some((at, content)) = newest.as_ref() {
            let age = at.elapsed();
            if age < FRESH {
                return Ok(Fresh {
                    content: content.clone(),
                    headers: passed::from_memory(age.as_secs()),
                });
            }
        }
        let (content, headers) = fetch.await?;
        let content = Arc::new(content);
        *newest = Some((Instant::now(), content.clone()));
        Ok(Fresh { content, headers })
    }
}

/// Short enough that rotated keys are seen soon, long enough that a crowd signing in costs the issuer one request.
const FRESH: Duration = Duration::from_secs(60);
