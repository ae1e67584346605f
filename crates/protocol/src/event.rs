//! Events that an embedder can observe; they never contain secrets.

use alloc::rc::Rc;
use alloc::string::String;

use crate::activity::Entry;
use crate::code::Code;
use crate::time::{Span, UnixTime};

/// Something that happened to the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A user signed in, or a page resumed a session.
    SignedIn,
    /// The session is over.
    SignedOut,
    /// A cluster issued a credential.
    Credential {
        /// Which cluster.
        cluster: String,
    },
    /// The expiry of a current credential is known more exactly, so that copies of it for other programs should be
    /// rewritten.
    EndMoved {
        /// Which cluster.
        cluster: String,
    },
    /// A cluster's certificate reached its `NotAfter` without a successor.
    Expired {
        /// Which cluster.
        cluster: String,
    },
    /// The session cannot be renewed automatically; the user has to sign in.
    SignInNeeded {
        /// By when, on this computer's clock; after that the first credential may have expired.
        by: UnixTime,
    },
    /// This computer's clock was set during the session, by so many milliseconds; positive means ahead.
    ClockSet {
        /// By how much.
        millis: i64,
    },
    /// The computer slept and has woken up.
    Slept {
        /// For how long.
        span: Span,
    },
    /// Something failed.
    Failed {
        /// What.
        code: Code,
        /// For which cluster; none for the session as a whole.
        cluster: Option<String>,
    },
    /// The activity log has a new entry, or one that replaces the last one of its cluster with a higher `count`.
    Activity(Rc<Entry>),
}
