//! Faults by name, which can be switched on and off while the servers run.

mod descriptions;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// One way in which a server misbehaves. [`Fault::description`] describes it for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The user signs in, and the issuer answers the client with `error=access_denied`.
    AccessDenied,
    /// Every connection to the cluster is closed without a response. The Concierge is unreachable too.
    ApiServerDown,
    /// A cache in front of the issuer answers for its documents: with `Age`, and with the `Date` of the original.
    CachedMetadata,
    /// Every credential request gets 429 and `Retry-After: 1`.
    Concierge429,
    /// Every credential request gets 503.
    Concierge503,
    /// The Concierge does not run: the API server answers for it, with 503 and plain text.
    ConciergeAbsent,
    /// Credential requests get no response.
    ConciergeHangs,
    /// The Concierge's response is complete HTTP, but its JSON is cut off in the middle.
    ConciergeMalformed,
    /// The Concierge responds with megabytes, far above any limit that a client would set.
    ConciergeOversized,
    /// The Concierge refuses every token: 201 with the message "authentication failed".
    ConciergeRefuses,
    /// The Concierge issues immediately and responds [`Script::slowness`](crate::Script::slowness) later.
    ConciergeSlow,
    /// The connection is closed in the middle of the Concierge's response.
    ConciergeTruncated,
    /// Responses of all servers have `Date`, `Content-Type`, `Cache-Control` and `Audit-Id` twice.
    DoubledHeaders,
    /// The token endpoint's responses have no `expires_in`.
    ExpiresInMissing,
    /// The token endpoint sends `expires_in` as a string.
    ExpiresInString,
    /// Every request to the issuer gets 503.
    IssuerDown,
    /// The response to a refresh has no ID token.
    NoIdTokenOnRefresh,
    /// Every connection to the issuer and to the clusters is closed, as if there were no network.
    OfflineLike,
    /// Every refresh gets 400 `invalid_grant`.
    RefreshRefused,
    /// A refresh succeeds, then the connection is closed without a response: the new tokens are lost.
    RefreshReplyLost,
    /// Every refresh gets a Supervisor's response to a revoked upstream session: 401 with `error` set to `error`.
    SessionRevoked,
    /// The token endpoint responds with 429 and `Retry-After: 7`.
    TokenEndpoint429,
    /// The token endpoint responds with 503 without `Retry-After`.
    TokenEndpoint503,
    /// The token endpoint responds with 503 and `Retry-After: 5`.
    TokenEndpoint503RetryAfter,
    /// The token endpoint responds with 500.
    TokenEndpointFails,
    /// The token endpoint's JSON is cut off in the middle.
    TokenMalformed,
    /// The token endpoint responds with megabytes, far above any limit that a client would set.
    TokenOversized,
    /// The token endpoint acts immediately and responds [`Script::slowness`](crate::Script::slowness) later.
    TokenSlow,
    /// The issuer redirects the browser with a `state` that the client did not send.
    WrongState,
}

/// The error for a name that no fault has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFault;

/// Length of an oversized response.
pub(crate) const OVERSIZED_BYTES: usize = 8 * 1024 * 1024;

/// The faults that are on for one server. Clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(Arc<AtomicU64>);

impl Fault {
    /// Every fault, sorted by name.
    pub const ALL: &[Self] = &[
        Self::AccessDenied,
        Self::ApiServerDown,
        Self::CachedMetadata,
        Self::Concierge429,
        Self::Concierge503,
        Self::ConciergeAbsent,
        Self::ConciergeHangs,
        Self::ConciergeMalformed,
        Self::ConciergeOversized,
        Self::ConciergeRefuses,
        Self::ConciergeSlow,
        Self::ConciergeTruncated,
        Self::DoubledHeaders,
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

    /// Whether it affects the issuer.
    pub fn affects_issuer(self) -> bool {
        match self {
            Self::AccessDenied
            | Self::CachedMetadata
            | Self::DoubledHeaders
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
            | Self::ConciergeAbsent
            | Self::ConciergeHangs
            | Self::ConciergeMalformed
            | Self::ConciergeOversized
            | Self::ConciergeRefuses
            | Self::ConciergeSlow
            | Self::ConciergeTruncated => false,
        }
    }

    /// Whether it affects clusters.
    pub fn affects_clusters(self) -> bool {
        matches!(self, Self::DoubledHeaders | Self::OfflineLike) || !self.affects_issuer()
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

    /// Whether every connection to the server is closed.
    pub(crate) fn cut_connections(&self) -> bool {
        self.has(Fault::OfflineLike) || self.has(Fault::ApiServerDown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_parsed_from_its_own_name() {
        for fault in Fault::ALL {
            assert_eq!(fault.as_str().parse(), Ok(*fault));
        }
        assert_eq!("no-such-fault".parse::<Fault>(), Err(UnknownFault));
        assert!(Fault::ALL.is_sorted_by_key(|fault| fault.as_str()));
    }

    #[test]
    fn faults_are_switched_independently() {
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
