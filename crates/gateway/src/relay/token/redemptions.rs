//! The redemptions of codes: each sign-in redeems one code, and all together leave places for refreshes.

mod spent_states;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use self::spent_states::SpentStates;
use super::shared_requests::{Limits, SharedRequests};
use crate::error::Failure;

/// Clones share everything.
#[derive(Clone)]
pub(crate) struct Redemptions {
    pub(crate) requests: SharedRequests,
    spent: Arc<Mutex<SpentStates>>,
    places: Arc<Semaphore>,
}

impl Redemptions {
    /// No redemptions.
    pub(crate) fn new() -> Self {
        Self {
            requests: SharedRequests::new(LIMITS),
            spent: Arc::default(),
            places: Arc::new(Semaphore::new(IN_FLIGHT_MAX)),
        }
    }

    /// Waits for a place, which the redemption occupies until the permit is dropped.
    pub(super) async fn place(&self) -> Result<SemaphorePermit<'_>, Failure> {
        match timeout(PLACE_TIME_MAX, self.places.acquire()).await {
            Ok(Ok(place)) => Ok(place),
            Ok(Err(_)) | Err(_) => Err(Failure::busy("Too many sign-ins are in progress.")),
        }
    }

    /// The states of sign-ins that are used up. A panic in another thread leaves no invalid state.
    pub(super) fn spent_states(&self) -> MutexGuard<'_, SpentStates> {
        self.spent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Enough for all sign-ins of a busy minute.
const LIMITS: Limits = Limits {
    entries: 2_048,
    bytes: 8 * 1024 * 1024,
};
/// Half of the concurrent requests to the issuer; the rest is for sessions.
const IN_FLIGHT_MAX: usize = 32;
/// As long as a request waits for the issuer's own limit.
const PLACE_TIME_MAX: Duration = Duration::from_secs(2);
