//! Merges into a file: locks it, writes a backup, and replaces it atomically.

use std::error::Error;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use haulout_gateway::file_error;

use super::disk::{self, KubeconfigLock, Target};
use super::error::{InputFile, MergeError};
use super::merge;
use super::parse::{self, MAX_BYTES};
use super::policy::Policy;
use super::report::MergeReport;

/// The result of merging into a file.
#[derive(Debug)]
pub struct MergeOutcome {
    /// What happened to each entry.
    pub report: MergeReport,
    /// The file, after symbolic links are resolved.
    pub file: PathBuf,
    /// The backup of the old content; `None` if the file did not exist or is unchanged.
    pub backup: Option<PathBuf>,
}

/// Why a merge into a file failed. The file is unchanged.
#[derive(Debug)]
pub enum FileError {
    /// The texts cannot be merged.
    Merge(MergeError),
    /// Another process has locked the file; the path is that of the lock.
    Locked(PathBuf),
    /// The path is a folder, a pipe or a device.
    NotAFile(PathBuf),
    /// The path is a symbolic link whose target does not exist.
    DanglingLink(PathBuf),
    /// The file is read-only.
    ReadOnly(PathBuf),
    /// A program that does not use the lock changed the file during the merge.
    ModifiedConcurrently(PathBuf),
    /// The file system returned an error.
    Io {
        /// The operation, such as `read`.
        doing: &'static str,
        /// The path.
        path: PathBuf,
        /// The error.
        source: io::Error,
    },
}

/// Merges the text of a kubeconfig into a file, which is created if it does not exist.
///
/// `now` is in seconds since the Unix epoch and becomes part of the backup's name. The lock is kubectl's `<file>.lock`.
///
/// # Errors
/// [`FileError`]; the file is unchanged.
pub fn into_file(
    path: &Path,
    addition: &str,
    policy: Policy,
    now: u64,
) -> Result<MergeOutcome, FileError> {
    let target = Target::resolve(path)?;
    disk::make_folder_of(&target.file)?;
    // kubectl locks the path that it is given, so lock both that path and the resolved one.
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
        // The backup is not needed, because the file is unchanged.
        let _ = fs::remove_file(backup);
    }
    replaced?;
    Ok(MergeOutcome {
        report: merged.report,
        file: target.file,
        backup,
    })
}

/// Reports what [`into_file`] would do.
///
/// # Errors
/// As [`into_file`], but it needs no lock and no write permission.
pub fn preview(path: &Path, addition: &str, policy: Policy) -> Result<MergeReport, FileError> {
    let before = Target::resolve(path)?.read()?;
    Ok(merged(&before, addition, policy)?.report)
}

/// Reads the text of a kubeconfig to merge.
///
/// # Errors
/// [`FileError::Io`], or [`FileError::Merge`] with the position of the first byte that is not UTF-8.
pub fn read_addition(path: &Path) -> Result<String, FileError> {
    let bytes = if path == Path::new(STDIN) {
        bounded(io::stdin().lock())
    } else {
        File::open(path).and_then(bounded)
    };
    let bytes = bytes.map_err(|error| FileError::io("read", path, error))?;
    text(&bytes, InputFile::Addition).map(str::to_owned)
}

/// `~/.kube/config`, the file that kubectl reads by default.
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

/// Reads at most one byte more than the limit, which is enough to detect a file that is too large.
pub(super) fn bounded(source: impl io::Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The name of an addition that is read from standard input.
pub const STDIN: &str = "-";

impl FileError {
    pub(super) fn io(doing: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io {
            doing,
            path: path.to_owned(),
            source,
        }
    }

    /// Whether retrying cannot help until the user changes a file or an option.
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
                "{} exists: another program is changing the file, or crashed while doing so; \
                                 try again, and remove the lock if no program is using it",
                lock.display()
            ),
            Self::NotAFile(path) => write!(f, "{} is not a file", path.display()),
            Self::DanglingLink(path) => {
                write!(
                    f,
                    "{} is a symbolic link whose target does not exist",
                    path.display()
                )
            }
            Self::ReadOnly(path) => write!(f, "{} is read-only", path.display()),
            Self::ModifiedConcurrently(path) => write!(
                f,
                "{} was changed by another program at the same time; try again",
                path.display()
            ),
            Self::Io {
                doing,
                path,
                source,
            } => {
                let words = file_error::words(source);
                write!(f, "cannot {doing} {}: {words}", path.display())
            }
        }
    }
}

impl Error for FileError {}

/// Opens a regular file for reading; opening a pipe would block.
pub(super) fn open_plain(path: &Path) -> Result<File, FileError> {
    let metadata = fs::metadata(path).map_err(|error| FileError::io("read", path, error))?;
    if !metadata.is_file() {
        return Err(FileError::NotAFile(path.to_owned()));
    }
    File::open(path).map_err(|error| FileError::io("read", path, error))
}
