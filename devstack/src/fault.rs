//! Misbehaviours by name, switched on and off while the servers run.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// One way in which a server can fail its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The user is signed in, and the issuer answers the client with `error=access_denied`.
    AccessDenied,
    /// Every request for a credential is answered with 503.
    ConciergeDown,
    /// The Concierge's answer is cut off in the middle of the JSON.
    ConciergeMalformed,
    /// The Concierge answers with megabytes, far above any bound that a client could set.
    ConciergeOversized,
    /// The Concierge refuses every token: a 201 that says "authentication failed".
    ConciergeRefuses,
    /// Every request to the issuer is answered with 503.
    IssuerDown,
    /// The token endpoint answers 500.
    TokenEndpointFails,
    /// The token endpoint's answer is cut off in the middle of the JSON.
    TokenMalformed,
    /// The token endpoint answers with megabytes, far above any bound that a client could set.
    TokenOversized,
    /// The issuer sends the browser back with a `state` that nobody asked for.
    WrongState,
}

/// Length of an oversized answer.
pub(crate) const OVERSIZED_BYTES: usize = 8 * 1024 * 1024;

/// The faults that are on for one server. Clones share the same switches.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(Arc<AtomicU32>);

impl Faults {
    pub(crate) fn set(&self, fault: Fault, on: bool) {
        let bit = 1 << fault as u32;
        if on {
            self.0.fetch_or(bit, Ordering::SeqCst);
        } else {
            self.0.fetch_and(!bit, Ordering::SeqCst);
        }
    }

    pub(crate) fn has(&self, fault: Fault) -> bool {
        self.0.load(Ordering::SeqCst) & (1 << fault as u32) != 0
    }
}
