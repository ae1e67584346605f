//! Misbehaviours by name, switched on and off while the servers run.

mod descriptions;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// One way in which a server can fail its caller. [`Fault::description`] says it in a sentence for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The user signs in, and the issuer answers the client with `error=access_denied`.
    AccessDenied,
    /// Every connection to the cluster is cut without an answer; the Concierge behind it is gone with it.
    ApiServerDown,
    /// Every request for a credential is answered with 429 and `Retry-After: 1`.
    Concierge429,
    /// Every request for a credential is answered with 503.
    Concierge503,
    /// No request for a credential is ever answered.
    ConciergeHangs,
    /// The Concierge's answer is complete, and ends in the middle of the JSON.
    ConciergeMalformed,
    /// The Concierge answers with megabytes, far above any bound that a client could set.
    ConciergeOversized,
    /// The Concierge refuses every token: a 201 that says "authentication failed".
    ConciergeRefuses,
    /// The Concierge issues at once and answers [`Script::slowness`](crate::Script::slowness) later.
    ConciergeSlow,
    /// The connection is cut in the middle of the Concierge's answer.
    ConciergeTruncated,
    /// The token endpoint's answers do not say `expires_in`.
    ExpiresInMissing,
    /// The token endpoint writes `expires_in` as a string.
    ExpiresInString,
    /// Every request to the issuer is answered with 503.
    IssuerDown,
    /// A refresh is answered without an ID token.
    NoIdTokenOnRefresh,
    /// Every connection to the issuer and to the clusters is cut, as if the network were gone.
    OfflineLike,
    /// Every refresh is answered with 400 `invalid_grant`.
    RefreshRefused,
    /// A refresh is carried out, then the connection is cut without an answer: the new tokens are lost.
    RefreshReplyLost,
    /// Every refresh is answered as a Supervisor does when the upstream session is gone: 401 with `error` literally `error`.
    SessionRevoked,
    /// The token endpoint answers 429 with `Retry-After: 7`.
    TokenEndpoint429,
    /// The token endpoint answers 503 and does not say for how long.
    TokenEndpoint503,
    /// The token endpoint answers 503 with `Retry-After: 5`.
    TokenEndpoint503RetryAfter,
    /// The token endpoint answers 500.
    TokenEndpointFails,
    /// The token endpoint's answer is cut off in the middle of the JSON.
    TokenMalformed,
    /// The token endpoint answers with megabytes, far above any bound that a client could set.
    TokenOversized,
    /// The token endpoint acts at once and answers [`Script::slowness`](crate::Script::slowness) later.
    TokenSlow,
    /// The issuer sends the browser back with a `state` that nobody asked for.
    WrongState,
}

/// A name that no fault has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFault;

/// Length of an oversized answer.
pub(crate) const OVERSIZED_BYTES: usize = 8 * 1024 * 1024;

/// The faults that are on for one server. Clones share the same switches.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(Arc<AtomicU64>);

impl Fault {
    /// Every fault, sorted by name.
    pub const ALL: &[Self] = &[
        Self::AccessDenied,
        Self::ApiServerDown,
        Self::Concierge429,
        Self::Concierge503,
        Self::ConciergeHangs,
        Self::ConciergeMalformed,
        Self::ConciergeOversized,
        Self::ConciergeRefuses,
        Self::ConciergeSlow,
        Self::ConciergeTruncated,
        Self::ExpiresInMissing,
        Self::ExpiresInString,
        Self::IssuerDown,
        Self::NoIdTokenOnRefresh,
        Self::OfflineLike,
        Self::RefreshRefused,
        Self::RefreshReplyLost,
        Self::SessionRevoked,
        Self::TokenEndpoint429,
        Self::TokenEndpointFails,
        Self::TokenEndpoint503,
        Self::TokenEndpoint503RetryAfter,
        Self::TokenMalformed,
        Self::TokenOversized,
        Self::TokenSlow,
        Self::WrongState,
    ];

    /// Whether it changes what the issuer does.
    pub fn affects_issuer(self) -> bool {
        match self {
            Self::AccessDenied
            | Self::ExpiresInMissing
            | Self::ExpiresInString
            | Self::IssuerDown
            | Self::NoIdTokenOnRefresh
            | Self::OfflineLike
            | Self::RefreshRefused
            | Self::RefreshReplyLost
            | Self::SessionRevoked
            | Self::TokenEndpoint429
            | Self::TokenEndpoint503
            | Self::TokenEndpoint503RetryAfter
            | Self::TokenEndpointFails
            | Self::TokenMalformed
            | Self::TokenOversized
            | Self::TokenSlow
            | Self::WrongState => true,
            Self::ApiServerDown
            | Self::Concierge429
            | Self::Concierge503
            | Self::ConciergeHangs
            | Self::ConciergeMalformed
            | Self::ConciergeOversized
            | Self::ConciergeRefuses
            | Self::ConciergeSlow
            | Self::ConciergeTruncated => false,
        }
    }

    /// Whether it changes what a cluster does.
    pub fn affects_clusters(self) -> bool {
        self == Self::OfflineLike || !self.affects_issuer()
    }
}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|fault| fault.as_str() == name)
            .ok_or(UnknownFault)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for UnknownFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no fault of this name")
    }
}

impl std::error::Error for UnknownFault {}

impl Faults {
    pub(crate) fn set(&self, fault: Fault, on: bool) {
        let bit = 1 << fault as u64;
        if on {
            self.0.fetch_or(bit, Ordering::SeqCst);
        } else {
            self.0.fetch_and(!bit, Ordering::SeqCst);
        }
    }

    pub(crate) fn has(&self, fault: Fault) -> bool {
        self.0.load(Ordering::SeqCst) & (1 << fault as u64) != 0
    }

    /// Whether nobody gets through to the server at all.
    pub(crate) fn cut_connections(&self) -> bool {
        self.has(Fault::OfflineLike) || self.has(Fault::ApiServerDown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_a_name_of_its_own_that_leads_back_to_it() {
        for fault in Fault::ALL {
            assert_eq!(fault.as_str().parse(), Ok(*fault));
        }
        assert_eq!("no-such-fault".parse::<Fault>(), Err(UnknownFault));
        assert!(Fault::ALL.is_sorted_by_key(|fault| fault.as_str()));
    }

    #[test]
    fn switches_do_not_touch_each_other() {
        for on in Fault::ALL {
            let faults = Faults::default();
            faults.set(*on, true);
            let seen: Vec<_> = Fault::ALL
                .iter()
                .filter(|other| faults.has(**other))
                .collect();
            assert_eq!(seen, [on]);
        }
    }
}
