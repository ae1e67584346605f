//! What an embedder may observe; never with secret material.

use alloc::rc::Rc;
use alloc::string::String;

use crate::activity::Entry;
use crate::code::Code;
use crate::time::{Span, UnixTime};

/// Something that happened to the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Somebody signed in, or a page came back to a session.
    SignedIn,
    /// The session is over.
    SignedOut,
    /// A cluster handed out a credential.
    Credential {
        /// Which cluster.
        cluster: String,
    },
    /// More is known of the clock by which a credential at hand ends, so whoever keeps copies of it for other programs
    /// should write them anew.
    EndMoved {
        /// Which cluster.
        cluster: String,
    },
    /// A cluster's certificate reached its `NotAfter` without a successor.
    Expired {
        /// Which cluster.
        cluster: String,
    },
    /// The session will not go on by itself: somebody has to sign in.
    SignInNeeded {
        /// By when, on this computer's clock; from then on the first credential is not to be relied upon.
        by: UnixTime,
    },
    /// This computer's clock was set while the session was running, by so many milliseconds; ahead if positive.
    ClockSet {
        /// By how much.
        millis: i64,
    },
    /// The computer slept, and is awake again.
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
    /// The list of what happened has a new entry, or one that replaces the last one of its cluster because its `count`
    /// is higher.
    Activity(Rc<Entry>),
}
