//! Whose files are in the live folder.

use haulout_protocol::snapshot::{Situation, Snapshot, Step};

/// What is known of the session that the files belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// It may still come back: a page that is loaded again, or that somebody left to sign in.
    Unsettled,
    /// It is over.
    Gone,
    /// It is there, and keeps these clusters, by their ids.
    Keeps(Vec<String>),
}

impl Owner {
    /// The owner as a snapshot tells of it.
    #[must_use]
    pub fn new(snapshot: &Snapshot) -> Self {
        match &snapshot.situation {
            Situation::SignedOut(_) | Situation::Progress(Step::Ending) => Self::Gone,
            Situation::SignedIn(session) => {
                let kept = session.clusters.iter().filter(|cluster| cluster.active);
                Self::Keeps(kept.map(|cluster| cluster.id.clone()).collect())
            }
            Situation::Progress(Step::Preparing | Step::Leaving | Step::Arriving)
            | Situation::Failed(_) => Self::Unsettled,
        }
    }
}
