//! Messages to the session's event loop.

use std::fmt;

use haulout_protocol::Error;
use haulout_protocol::input::Input;
use haulout_protocol::secret::Secret;
use haulout_protocol::text::ServerText;
use tokio::sync::{mpsc, oneshot};

/// An event from another task or thread.
pub(super) enum Message {
    /// An input for the engine with this number.
    Input(u64, Input),
    /// The browser was redirected to the redirect URI with this query. **Secret.**
    Callback(Secret<String>),
    /// A line from the standard input. **Secret**, because it can be an authorization code.
    StdinLine(Secret<String>),
    /// An HTTP request failed for this reason.
    RequestFailed(String),
    /// A client of the socket requests a credential.
    CredentialRequested(CredentialRequest),
    /// A signal asks the process to end.
    Stop,
}

/// A request for the credential of one cluster, from a client that waits for the response.
pub(super) struct CredentialRequest {
    pub(super) cluster: String,
    /// Receives the credential as JSON.
    pub(super) answer: oneshot::Sender<Result<Secret<String>, CredentialRequestError>>,
}

/// Why a credential request fails.
#[derive(Debug)]
pub(super) enum CredentialRequestError {
    /// There is no cluster with that name.
    UnknownCluster {
        /// The requested name.
        name: ServerText,
        /// The names of all clusters.
        known: Vec<String>,
    },
    /// The cluster has no credential, and waiting does not help.
    Failed(Box<Error>),
}

impl fmt::Display for CredentialRequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownCluster { name, known } => write!(
                f,
                "HAULOUT_CLUSTER_UNKNOWN: there is no cluster `{name}`; the clusters are {}",
                known.join(", ")
            ),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

pub(super) type Inbox = mpsc::UnboundedReceiver<Message>;
pub(super) type Outbox = mpsc::UnboundedSender<Message>;
