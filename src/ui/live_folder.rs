//! What becomes of the files in a live folder, decided without touching any of them.

use haulout_protocol::live_folder::{file_name, is_ours};
use haulout_protocol::snapshot::{Situation, Snapshot, Step};
use haulout_protocol::time::UnixTime;

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

/// One credential file as it is found.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it begins with.
    pub head: &'a str,
    /// Whether this portal is known to have written it.
    pub written: bool,
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

    /// Whether there is a credential in `file` that nobody will replace any more. What another portal wrote into the
    /// same folder is left to it for as long as it lives.
    #[must_use]
    pub fn leaves_stale(&self, file: &Found<'_>, now: UnixTime) -> bool {
        let Some(expiration) = expiration(file.head) else {
            return false;
        };
        if !is_ours(file.head.as_bytes()) {
            return false;
        }
        let abandoned = match self {
            Self::Unsettled => false,
            Self::Gone => file.written,
            Self::Keeps(clusters) => {
                file.written && !clusters.iter().any(|id| file_name(id) == file.name)
            }
        };
        // Both are UTC seconds of the same form, so that the earlier one sorts first.
        abandoned || expiration < now.to_string().as_str()
    }
}

/// When the credential in a file ends; nothing where there is none in it.
fn expiration(head: &str) -> Option<&str> {
    let (_, rest) = head.split_once(r#""expirationTimestamp":""#)?;
    Some(rest.split_once('"')?.0)
}
