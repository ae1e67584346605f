//! The refreshes of sealed sessions: one at a time for each refresh token, and the refusals of each.

mod refusals;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use haulout_protocol::oidc::refresh::RefreshRefusal;

use self::refusals::Refusals;
use super::shared_requests::{Limits, RequestKey, SharedRequests};

/// Clones share everything.
#[derive(Clone)]
pub(crate) struct Refreshes {
    pub(crate) requests: SharedRequests,
    refusals: Arc<Mutex<Refusals>>,
}

impl Refreshes {
    /// No refreshes.
    pub(crate) fn new() -> Self {
        Self {
            requests: SharedRequests::new(LIMITS),
            refusals: Arc::default(),
        }
    }

    /// Records that the issuer accepted this refresh token.
    pub(super) fn accept(&self, key: &RequestKey) {
        self.refusals().forget(key);
    }

    /// Records that the issuer refused this refresh token, and returns whether its session has ended.
    pub(super) fn has_ended(&self, key: RequestKey, refusal: RefreshRefusal) -> bool {
        self.refusals().add(key, refusal)
    }

    /// A panic in another thread leaves no invalid state.
    fn refusals(&self) -> MutexGuard<'_, Refusals> {
        self.refusals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Enough for all sessions of a busy minute, with four kilobytes for each; less than a quarter of the memory that a
/// gateway under attack may use.
const LIMITS: Limits = Limits {
    entries: 8_192,
    bytes: 32 * 1024 * 1024,
};
