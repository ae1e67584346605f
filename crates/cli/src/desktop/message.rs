//! What reaches the one loop that everything happens in.

use std::fmt;

use haulout_protocol::Error;
use haulout_protocol::input::Input;
use haulout_protocol::secret::Secret;
use haulout_protocol::text::ServerText;
use tokio::sync::{mpsc, oneshot};

/// One thing that happened outside.
pub(super) enum Message {
    /// An answer or a finding for the engine of this number.
    Input(u64, Input),
    /// The browser came back to the redirect URI with this query. **Secret.**
    Callback(Secret<String>),
    /// Somebody typed a line. **Secret**, for it can be a code.
    StdinLine(Secret<String>),
    /// A request had no answer, for this reason.
    RequestFailed(String),
    /// A program wants a credential.
    CredentialRequested(CredentialRequest),
    /// Somebody wants us to end.
    Stop,
}

/// A program that waits for the credential of one cluster.
pub(super) struct CredentialRequest {
    pub(super) cluster: String,
    /// Takes the credential's JSON.
    pub(super) answer: oneshot::Sender<Result<Secret<String>, CredentialRequestError>>,
}

/// Why there is no credential for a program that asked.
#[derive(Debug)]
pub(super) enum CredentialRequestError {
    /// There is no cluster of that name.
    UnknownCluster {
        /// What the program asked for.
        name: ServerText,
        /// The clusters that there are.
        known: Vec<String>,
    },
    /// The cluster has none, and waiting is of no use.
    Failed(Box<Error>),
}

impl fmt::Display for CredentialRequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownCluster { name, known } => write!(
                f,
                "HAULOUT_CLUSTER_UNKNOWN: there is no cluster `{name}`; there are {}",
                known.join(", ")
            ),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

pub(super) type Inbox = mpsc::UnboundedReceiver<Message>;
pub(super) type Outbox = mpsc::UnboundedSender<Message>;
