//! The live folder as it stands, and whose files are in it.

use haulout_protocol::snapshot::{Situation, Snapshot, Step};

/// The live folder as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FolderState {
    /// Nobody has looked yet.
    #[default]
    Unknown,
    /// This browser has no such folders.
    Unsupported,
    /// None is chosen, and perhaps the last attempt failed.
    Unchosen(Option<FolderError>),
    /// One is.
    Chosen(ChosenFolder),
}

/// A folder that was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenFolder {
    /// Its name, and that of the folder around it.
    pub label: String,
    /// Where it is, as a person wrote it; empty before.
    pub location: String,
    /// Who writes.
    pub write_status: WriteStatus,
    /// Why the last file could not be written.
    pub error: Option<FolderError>,
}

/// Who writes into the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteStatus {
    /// Nobody before a person allows it again.
    PermissionNeeded,
    /// Nobody: the browser does not allow it.
    PermissionDenied,
    /// Another page of this browser.
    OtherTab,
    /// This page.
    Writing,
}

/// Why a file could not be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FolderError {
    /// There is a file of this name that Haulout did not write.
    Foreign(String),
    /// There is a folder of this name.
    NotAFile(String),
    /// The folder is gone.
    Gone,
    /// The disk is full.
    Full,
    /// The browser or the computer did not allow it.
    Refused,
    /// Something else, by the name that the browser has for it.
    Other(String),
}

impl FolderError {
    /// What an exception of this name means for the file.
    #[must_use]
    pub fn new(exception: &str, file: &str) -> Self {
        match exception {
            "ForeignFile" => Self::Foreign(file.to_owned()),
            "TypeMismatchError" => Self::NotAFile(file.to_owned()),
            "NotFoundError" => Self::Gone,
            "QuotaExceededError" => Self::Full,
            "NotAllowedError" | "NoModificationAllowedError" | "SecurityError" => Self::Refused,
            _ => Self::Other(exception.to_owned()),
        }
    }
}

/// What is known of the session that the files belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FolderSession {
    /// It may still come back: a page that is loaded again, or that somebody left to sign in.
    Unknown,
    /// It is over.
    Ended,
    /// It is there, and keeps these clusters, by their ids.
    Active(Vec<String>),
}

impl FolderSession {
    /// The owner as a snapshot tells of it.
    #[must_use]
    pub fn new(snapshot: &Snapshot) -> Self {
        match &snapshot.situation {
            Situation::SignedOut(_) | Situation::Progress(Step::Ending) => Self::Ended,
            Situation::SignedIn(session) => {
                let kept = session.clusters.iter().filter(|cluster| cluster.active);
                Self::Active(kept.map(|cluster| cluster.id.clone()).collect())
            }
            Situation::Progress(Step::Preparing | Step::Leaving | Step::Arriving)
            | Situation::Failed(_) => Self::Unknown,
        }
    }
}
