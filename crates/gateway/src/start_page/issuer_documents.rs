//! The issuer's documents for a page, which waits for them only if there are none or they are old.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, timeout};

use crate::relay::issuer::{Issuer, IssuerDocuments};

/// The documents as of the last successful request.
#[derive(Clone)]
pub(crate) struct LatestDocuments {
    issuer: Arc<Issuer>,
    newest: Arc<Mutex<Option<Newest>>>,
}

#[derive(Clone)]
struct Newest {
    at: Instant,
    documents: Arc<IssuerDocuments>,
}

impl LatestDocuments {
    /// None are fetched before the first request.
    pub(crate) fn new(issuer: &Arc<Issuer>) -> Self {
        Self {
            issuer: issuer.clone(),
            newest: Arc::default(),
        }
    }

    /// The documents; none if the issuer does not answer in time, so that the page fetches them itself and reports why it
    /// cannot.
    pub(crate) async fn get(&self) -> Option<Arc<IssuerDocuments>> {
        let newest = self.newest();
        if let Some(Newest { at, documents }) = &newest {
            let age = at.elapsed();
            if age >= FRESH_TIME && age < USABLE_TIME {
                let this = self.clone();
                tokio::spawn(async move { this.fetch().await });
            }
            if age < USABLE_TIME {
                return Some(documents.clone());
            }
        }
        let fetched = timeout(WAIT_TIME_MAX, self.fetch()).await.ok().flatten();
        fetched.or(newest.map(|newest| newest.documents))
    }

    /// Concurrent callers share one request, because the issuer's documents are cached.
    async fn fetch(&self) -> Option<Arc<IssuerDocuments>> {
        let documents = Arc::new(self.issuer.documents().await.ok()?);
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        *newest = Some(Newest {
            at: Instant::now(),
            documents: documents.clone(),
        });
        Some(documents)
    }

    fn newest(&self) -> Option<Newest> {
        let newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        newest.clone()
    }
}

/// As long as the issuer's documents are cached; a request would return the same.
const FRESH_TIME: Duration = Duration::from_secs(60);
/// Until then the page uses them while newer ones are being fetched, so that no reader waits for the issuer.
const USABLE_TIME: Duration = Duration::from_secs(600);
/// Longer than a slow issuer takes; then the page starts without its documents.
const WAIT_TIME_MAX: Duration = Duration::from_secs(2);
