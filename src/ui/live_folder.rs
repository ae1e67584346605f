//! The state of the live folder, and of the session that its files belong to.

use haulout_protocol::snapshot::{Situation, Snapshot, Step};

/// The state of the live folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FolderState {
    /// Not determined yet.
    #[default]
    Unknown,
    /// The browser does not support live folders.
    Unsupported,
    /// No folder is chosen; has the error of the last attempt, if there was one.
    Unchosen(Option<FolderError>),
    /// A folder is chosen.
    Chosen(ChosenFolder),
}

/// A chosen folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenFolder {
    /// Its name and that of its parent.
    pub label: String,
    /// Its path as entered by the user; empty before.
    pub location: String,
    /// Whether this page writes.
    pub write_status: WriteStatus,
    /// Why the last file could not be written.
    pub error: Option<FolderError>,
}

/// Whether this page writes into the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteStatus {
    /// No: the user has to grant permission again.
    PermissionNeeded,
    /// No: the browser denies it.
    PermissionDenied,
    /// No: another tab of this browser writes.
    OtherTab,
    /// Yes, and the kubeconfig is not complete yet.
    Starting,
    /// Yes, and kubectl can use the folder.
    Writing,
}

/// Why a file could not be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FolderError {
    /// A file of this name exists that Haulout did not write.
    Foreign(String),
    /// A folder of this name exists.
    NotAFile(String),
    /// The folder does not exist any more.
    Gone,
    /// The disk is full.
    Full,
    /// The browser or the operating system denied it.
    Refused,
    /// Another error, by its name in the browser.
    Other(String),
}

impl FolderError {
    /// The error for an exception of this name and this file.
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

/// The session that the files belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FolderSession {
    /// It may still come back: the page was reloaded, or left for a sign-in.
    Unknown,
    /// It has ended.
    Ended,
    /// It is active, and keeps certificates for the clusters with these IDs.
    Active(Vec<String>),
}

impl FolderSession {
    /// The session in this snapshot.
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
