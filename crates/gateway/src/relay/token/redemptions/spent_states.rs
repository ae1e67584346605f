//! The states of sign-ins that have redeemed a code, limited in number and time.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tokio::time::Instant;

/// Hashes of states.
#[derive(Default)]
pub(in crate::relay::token) struct SpentStates {
    all: HashSet<StateHash>,
    /// The same, oldest first.
    by_age: VecDeque<(Instant, StateHash)>,
}

type StateHash = [u8; 32];

impl SpentStates {
    /// Spends a state; `false` if it was spent before. If too many are known, the oldest is forgotten.
    pub(in crate::relay::token) fn spend(&mut self, state: &str) -> bool {
        while let Some((at, oldest)) = self.by_age.front()
            && (at.elapsed() >= KEEP_TIME || self.all.len() >= STATES_MAX)
        {
            self.all.remove(oldest);
            self.by_age.pop_front();
        }
        let hash = hash(state);
        let is_new = self.all.insert(hash);
        if is_new {
            self.by_age.push_back((Instant::now(), hash));
        }
        is_new
    }

    /// Makes a state usable again, because its code did not reach the issuer.
    pub(in crate::relay::token) fn restore(&mut self, state: &str) {
        let hash = hash(state);
        self.all.remove(&hash);
        // It is one of the last.
        if let Some(at) = self.by_age.iter().rposition(|(_, spent)| *spent == hash) {
            self.by_age.remove(at);
        }
    }
}

fn hash(state: &str) -> StateHash {
    Sha256::digest(state).into()
}

/// The ten minutes of a sign-in, and one more for replicas whose clocks differ.
const KEEP_TIME: Duration = Duration::from_secs(660);
/// About four megabytes; more sign-ins than an issuer performs in that time.
const STATES_MAX: usize = 32_768;

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn state_is_spent_once_until_its_sign_in_has_expired() {
        let mut states = SpentStates::default();
        assert!(states.spend("a"));
        tokio::time::advance(KEEP_TIME - Duration::from_secs(1)).await;
        assert!(!states.spend("a") && states.spend("b"));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert!(states.spend("c"));
        assert_eq!((states.all.len(), states.by_age.len()), (2, 2));
        assert!(!states.spend("b"));
    }

    #[tokio::test(start_paused = true)]
    async fn restored_state_is_spent_once_more() {
        let mut states = SpentStates::default();
        assert!(states.spend("a") && states.spend("b"));
        states.restore("a");
        states.restore("unknown");
        assert!(states.spend("a") && !states.spend("a") && !states.spend("b"));
        assert_eq!((states.all.len(), states.by_age.len()), (2, 2));
    }

    #[tokio::test(start_paused = true)]
    async fn full_memory_forgets_the_oldest_state_and_refuses_none() {
        let mut states = SpentStates::default();
        for number in 0..=STATES_MAX {
            assert!(states.spend(&number.to_string()));
        }
        assert_eq!(states.by_age.len(), STATES_MAX);
        assert!(!states.spend("2") && states.spend("0"));
    }
}
