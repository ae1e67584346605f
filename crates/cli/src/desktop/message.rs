//! What reaches the one loop that everything happens in.

use haulout_protocol::input::Input;
use haulout_protocol::secret::Secret;
use tokio::sync::{mpsc, oneshot};

/// One thing that happened outside.
pub(super) enum Message {
    /// An answer or a finding for the engine of this number.
    Input(u64, Input),
    /// The browser came back to the redirect URI with this query. **Secret.**
    Returned(Secret<String>),
    /// Somebody typed a line. **Secret**, for it can be a code.
    Typed(Secret<String>),
    /// A request had no answer, for this reason.
    Unanswered(String),
    /// A program wants a credential.
    Asked(Ask),
    /// Somebody wants us to end.
    Stop,
}

/// A program that waits for the credential of one cluster.
pub(super) struct Ask {
    pub(super) cluster: String,
    /// Takes the credential's JSON, or a sentence that says why there is none.
    pub(super) answer: oneshot::Sender<Result<Secret<String>, String>>,
}

pub(super) type Inbox = mpsc::UnboundedReceiver<Message>;
pub(super) type Outbox = mpsc::UnboundedSender<Message>;
