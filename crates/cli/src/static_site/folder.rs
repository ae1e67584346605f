//! Writes the files of a site and replaces the output folder with them in one step.

use std::error::Error;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::files::{MARKER, Site};

const MARK: &str = "Made by `haulout static`, which replaces this folder as a whole.\n";

/// Why a folder was not written; an existing folder is unchanged.
#[derive(Debug)]
pub enum FolderError {
    /// The folder has files that `haulout static` did not write.
    NotOurs(PathBuf),
    /// The file system returned an error.
    Failed {
        /// The operation and its path.
        doing: String,
        /// The error.
        cause: io::Error,
    },
}

/// Creates the folder, or replaces one that is empty or from an earlier run.
pub(super) fn write(out: &Path, site: &Site) -> Result<(), FolderError> {
    // For a symbolic link, its target is replaced.
    let folder = match fs::canonicalize(out) {
        Ok(folder) => {
            require_ours(&folder)?;
            folder
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => out.to_owned(),
        Err(error) => return Err(failed("read", out)(error)),
    };
    let next = beside(&folder, "next");
    fs::create_dir(&next).map_err(failed("create", &next))?;
    let next = TempFolder(next);
    for (path, bytes) in site {
        write_file(&next.0.join(path), bytes)?;
    }
    write_file(&next.0.join(MARKER), MARK.as_bytes())?;
    if !folder.exists() {
        return fs::rename(&next.0, &folder).map_err(failed("create", out));
    }
    let last = beside(&folder, "last");
    fs::rename(&folder, &last).map_err(failed("move away", out))?;
    if let Err(error) = fs::rename(&next.0, &folder) {
        fs::rename(&last, &folder).map_err(failed("restore", out))?;
        return Err(failed("put in place", out)(error));
    }
    fs::remove_dir_all(&last).map_err(failed("remove", &last))
}

/// A sibling path, so that a rename stays on the same file system.
fn beside(folder: &Path, purpose: &str) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    folder.with_file_name(format!(".{name}.{purpose}-{}", std::process::id()))
}

fn require_ours(folder: &Path) -> Result<(), FolderError> {
    let mut entries = fs::read_dir(folder).map_err(failed("read", folder))?;
    if entries.next().is_none() {
        return Ok(());
    }
    match fs::read_to_string(folder.join(MARKER)) {
        Ok(text) if text == MARK => Ok(()),
        Ok(_) | Err(_) => Err(FolderError::NotOurs(folder.to_owned())),
    }
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<(), FolderError> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed("create", parent))?;
    }
    let mut file = File::create_new(path).map_err(failed("create", path))?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(failed("write", path))
}

/// A folder that is removed on drop unless it was renamed.
struct TempFolder(PathBuf);

impl Drop for TempFolder {
    fn drop(&mut self) {
        // Fails if the folder has been renamed.
        let _gone_or_left = fs::remove_dir_all(&self.0);
    }
}

fn failed(doing: &str, path: &Path) -> impl FnOnce(io::Error) -> FolderError {
    let doing = format!("{doing} {}", path.display());
    move |cause| FolderError::Failed { doing, cause }
}

impl fmt::Display for FolderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOurs(path) => write!(
                f,
                "{} has files that `haulout static` did not write; specify a new or an empty folder",
                path.display()
            ),
            Self::Failed { doing, cause } => write!(f, "cannot {doing}: {cause}"),
        }
    }
}

impl Error for FolderError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::NotOurs(_) => None,
            Self::Failed { cause, .. } => Some(cause),
        }
    }
}
