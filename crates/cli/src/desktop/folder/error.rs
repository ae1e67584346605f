//! What can be wrong with the live folder, in sentences that end with what to do.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Why a file or the folder cannot be used.
#[derive(Debug)]
pub(crate) enum LiveFolderError {
    /// Another process writes here; its number, if it could be read.
    Locked(PathBuf, Option<u32>),
    /// The folder cannot be made or used.
    Folder(PathBuf, io::Error),
    /// The folder went away while it was in use.
    Gone(PathBuf),
    /// A directory, a device or a link lies where our file belongs.
    NotAFile(PathBuf),
    /// Somebody else's file lies there.
    NotOurs(PathBuf),
    /// The file system said no.
    File(PathBuf, io::Error),
}

impl LiveFolderError {
    pub(super) fn folder(path: &Path, error: io::Error) -> Self {
        Self::Folder(path.to_owned(), error)
    }

    pub(in crate::desktop) fn file(path: &Path, error: io::Error) -> Self {
        Self::File(path.to_owned(), error)
    }
}

impl fmt::Display for LiveFolderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Locked(path, pid) => {
                write!(f, "another `haulout open` has {}", path.display())?;
                match pid {
                    Some(pid) => write!(
                        f,
                        " (process {pid}); end that one, or name another folder with --folder"
                    ),
                    None => f.write_str("; end that one, or name another folder with --folder"),
                }
            }
            Self::Folder(path, error) => write!(
                f,
                "the folder {} cannot be used: {error}; name another one with --folder",
                path.display()
            ),
            Self::Gone(path) => write!(
                f,
                "the folder {} has been removed; start `haulout open` again to have it back",
                path.display()
            ),
            Self::NotAFile(path) => write!(
                f,
                "{} is not a file, and stays as it is; move it away",
                path.display()
            ),
            Self::NotOurs(path) => write!(
                f,
                "{} was not written by Haulout, and stays as it is; move it away",
                path.display()
            ),
            Self::File(path, error) => write!(
                f,
                "{} cannot be written: {error}; {}",
                path.display(),
                next_step(error)
            ),
        }
    }
}

fn next_step(error: &io::Error) -> &'static str {
    if matches!(
        error.kind(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded
    ) {
        "free some space, and it is tried again"
    } else if matches!(
        error.kind(),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem
    ) {
        "make the folder writable for you, and it is tried again"
    } else {
        "it is tried again"
    }
}
