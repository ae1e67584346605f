//! Errors of the live folder; each message ends with what to do.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use haulout_gateway::file_error;

use crate::desktop::ownership::OwnershipError;

/// Why the live folder or a file in it cannot be used.
#[derive(Debug)]
pub(crate) enum LiveFolderError {
    /// Another process has locked the folder; its process id, if known.
    Locked(PathBuf, Option<u32>),
    /// The folder cannot be created or used.
    Folder(PathBuf, io::Error),
    /// The folder was removed while it was in use.
    Gone(PathBuf),
    /// Another user could have written the folder, a file in it or its socket.
    NotPrivate(PathBuf, OwnershipError),
    /// The path of a file is a directory, a device or a symbolic link.
    NotAFile(PathBuf),
    /// The existing file was not written by Haulout.
    NotOurs(PathBuf),
    /// The file system returned an error.
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
                write!(f, "another `haulout open` uses {}", path.display())?;
                match pid {
                    Some(pid) => write!(
                        f,
                        " (process {pid}); stop that process, or specify another folder with --folder"
                    ),
                    None => {
                        f.write_str("; stop that process, or specify another folder with --folder")
                    }
                }
            }
            Self::Folder(path, error) => write!(
                f,
                "cannot use the folder {}: {}; specify another folder with --folder",
                path.display(),
                file_error::words(error)
            ),
            Self::Gone(path) => write!(
                f,
                "the folder {} has been removed; start `haulout open` again to create it",
                path.display()
            ),
            Self::NotPrivate(path, reason @ OwnershipError::OtherOwner(_)) => write!(
                f,
                "{} {reason} and is not used; specify another folder with --folder",
                path.display()
            ),
            Self::NotPrivate(path, reason @ OwnershipError::WritableByOthers) => write!(
                f,
                "{path} {reason} and is not used; check its content and run `chmod go-w {path}`, or specify another \
                 folder with --folder",
                path = path.display()
            ),
            Self::NotAFile(path) => write!(
                f,
                "{} is not a file and is not replaced; move it to another place",
                path.display()
            ),
            Self::NotOurs(path) => write!(
                f,
                "{} was not written by Haulout and is not replaced; move it to another place",
                path.display()
            ),
            Self::File(path, error) => write!(
                f,
                "cannot write {}: {}; {}",
                path.display(),
                file_error::words(error),
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
        "free some space; Haulout retries automatically"
    } else if matches!(
        error.kind(),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem
    ) {
        "make the folder writable; Haulout retries automatically"
    } else {
        "Haulout retries automatically"
    }
}
