//! The refused refresh tokens, until it is certain whether their sessions have ended; limited in number and time.

use std::collections::HashMap;
use std::time::Duration;

use haulout_protocol::oidc::refresh::{RefreshRefusal, RefusalHistory};
use haulout_protocol::time::Tick;
use tokio::time::Instant;

use super::LIMITS;
use crate::relay::token::shared_requests::RequestKey;

/// The refusals of each refresh token.
#[derive(Default)]
pub(super) struct Refusals(HashMap<RequestKey, Refused>);

struct Refused {
    first: Instant,
    last: Instant,
    history: RefusalHistory,
}

impl Refusals {
    /// Records a refusal, and returns whether the session has ended: the tabs of a browser share it.
    pub(super) fn add(&mut self, key: RequestKey, refusal: RefreshRefusal) -> bool {
        let now = Instant::now();
        if !self.0.contains_key(&key) {
            self.0.retain(|_, it| it.last.elapsed() < KEEP_TIME);
            if self.0.len() >= LIMITS.entries {
                return false;
            }
        }
        let refused = self.0.entry(key).or_insert_with(|| Refused {
            first: now,
            last: now,
            history: RefusalHistory::default(),
        });
        refused.last = now;
        let lasted = now.duration_since(refused.first).as_millis();
        let tick = Tick::from_millis(u64::try_from(lasted).unwrap_or(u64::MAX));
        refused.history.add(refusal, true, tick)
    }

    /// The token was accepted.
    pub(super) fn forget(&mut self, key: &RequestKey) {
        self.0.remove(key);
    }
}

/// Longer than a page waits between two attempts.
const KEEP_TIME: Duration = Duration::from_secs(3_600);
