//! Merges into a file on a disk: locked, backed up, and either replaced whole or left as it was.

use std::error::Error;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::disk::{self, KubeconfigLock, Target};
use super::error::{InputFile, MergeError};
use super::merge;
use super::parse::{self, MAX_BYTES};
use super::policy::Policy;
use super::report::MergeReport;

/// What was done to a file.
#[derive(Debug)]
pub struct MergeOutcome {
    /// What became of each entry.
    pub report: MergeReport,
    /// The file itself, behind any symbolic link.
    pub file: PathBuf,
    /// What the file held before; absent where it did not exist or stayed as it was.
    pub backup: Option<PathBuf>,
}

/// Why a file was not merged into. It is as it was before.
#[derive(Debug)]
pub enum FileError {
    /// The texts cannot be merged.
    Merge(MergeError),
    /// Somebody else is changing the file; the path is that of the lock.
    Locked(PathBuf),
    /// A folder, a pipe or a device.
    NotAFile(PathBuf),
    /// A symbolic link to nothing.
    DanglingLink(PathBuf),
    /// Its owner took the right to write from it.
    ReadOnly(PathBuf),
    /// It was changed, by somebody who takes no lock, while it was merged.
    ModifiedConcurrently(PathBuf),
    /// The system said no.
    Io {
        /// What was tried, such as `read`.
        doing: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Merges a kubeconfig's text into a file, which is made if there is none.
///
/// `now` is in seconds since the Unix epoch, UTC, and names the backup. As kubectl does, it takes `<file>.lock`.
///
/// # Errors
/// A [`FileError`]; then the file was not touched.
pub fn into_file(
    path: &Path,
    addition: &str,
    policy: Policy,
    now: u64,
) -> Result<MergeOutcome, FileError> {
    let target = Target::resolve(path)?;
    disk::make_folder_of(&target.file)?;
    // kubectl locks the path it was given, so another name for the file is locked as well.
    let _named = KubeconfigLock::acquire(path)?;
    let _file = if target.file == path {
        None
    } else {
        Some(KubeconfigLock::acquire_unless_held(&target.file, path)?)
    };
    let before = target.read()?;
    let merged = merged(&before, addition, policy)?;
    if merged.report.changes_nothing() {
        return Ok(MergeOutcome {
            report: merged.report,
            file: target.file,
            backup: None,
        });
    }
    let backup = match &before {
        Some(bytes) => Some(disk::back_up(&target.file, bytes, now)?),
        None => None,
    };
    let replaced = disk::replace(&target, &before, merged.text().as_bytes());
    if let (Err(_), Some(backup)) = (&replaced, &backup) {
        // It is a copy of what is still there.
        let _ = fs::remove_file(backup);
    }
    replaced?;
    Ok(MergeOutcome {
        report: merged.report,
        file: target.file,
        backup,
    })
}

/// What [`into_file`] would do, without doing any of it.
///
/// # Errors
/// As [`into_file`], except that it needs no lock and no right to write.
pub fn preview(path: &Path, addition: &str, policy: Policy) -> Result<MergeReport, FileError> {
    let before = Target::resolve(path)?.read()?;
    Ok(merged(&before, addition, policy)?.report)
}

/// The text of a kubeconfig that is to be merged.
///
/// # Errors
/// [`FileError::Io`], or [`FileError::Merge`] with the place of the first byte that is no UTF-8.
pub fn read_addition(path: &Path) -> Result<String, FileError> {
    let file = File::open(path).map_err(|error| FileError::io("read", path, error))?;
    let bytes = bounded(file).map_err(|error| FileError::io("read", path, error))?;
    text(&bytes, InputFile::Addition).map(str::to_owned)
}

/// `~/.kube/config`, the file that kubectl reads where nobody told it otherwise.
#[must_use]
pub fn kubectl_default() -> Option<PathBuf> {
    std::env::home_dir()
        .filter(|home| home.is_absolute())
        .map(|home| home.join(".kube").join("config"))
}

fn merged(
    before: &Option<Vec<u8>>,
    addition: &str,
    policy: Policy,
) -> Result<super::Merged, FileError> {
    let existing = text(before.as_deref().unwrap_or_default(), InputFile::Existing)?;
    merge(existing, addition, policy).map_err(FileError::Merge)
}

fn text(bytes: &[u8], input: InputFile) -> Result<&str, FileError> {
    parse::text_of(bytes).map_err(|error| FileError::Merge(error.of(input)))
}

/// At most one byte more than is merged, so that too large a file is known by its size and never held whole.
pub(super) fn bounded(file: File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl FileError {
    pub(super) fn io(doing: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io {
            doing,
            path: path.to_owned(),
            source,
        }
    }

    /// Whether trying again does not help until somebody edits a file or chooses otherwise.
    #[must_use]
    pub fn needs_user_action(&self) -> bool {
        match self {
            Self::Merge(_) | Self::NotAFile(_) | Self::DanglingLink(_) | Self::ReadOnly(_) => true,
            Self::Locked(_) | Self::ModifiedConcurrently(_) | Self::Io { .. } => false,
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Merge(error) => error.fmt(f),
            Self::Locked(lock) => write!(
                f,
                "{} exists: another program is changing the file, or ended while it did; \
                 try again, and remove the lock if nobody is",
                lock.display()
            ),
            Self::NotAFile(path) => write!(f, "{} is not a file", path.display()),
            Self::DanglingLink(path) => {
                write!(f, "{} is a symbolic link to nothing", path.display())
            }
            Self::ReadOnly(path) => write!(f, "{} is read-only", path.display()),
            Self::ModifiedConcurrently(path) => write!(
                f,
                "{} was changed by another program meanwhile; try again",
                path.display()
            ),
            Self::Io {
                doing,
                path,
                source,
            } => write!(f, "cannot {doing} {}: {source}", path.display()),
        }
    }
}

impl Error for FileError {}

/// Opens a file for reading if it is a plain one; a pipe would be waited for.
pub(super) fn open_plain(path: &Path) -> Result<File, FileError> {
    let metadata = fs::metadata(path).map_err(|error| FileError::io("read", path, error))?;
    if !metadata.is_file() {
        return Err(FileError::NotAFile(path.to_owned()));
    }
    File::open(path).map_err(|error| FileError::io("read", path, error))
}
