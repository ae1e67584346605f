//! What an embedder may observe; never with secret material.

use alloc::string::String;

use crate::code::Code;

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
    /// A cluster's certificate reached its `NotAfter` without a successor.
    Expired {
        /// Which cluster.
        cluster: String,
    },
    /// Something failed.
    Failed {
        /// What.
        code: Code,
        /// For which cluster; none for the session as a whole.
        cluster: Option<String>,
    },
}
