//! Locks, backs up and replaces a file atomically, so that an interruption never leaves a partial file.

use std::ffi::OsString;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use time::OffsetDateTime;

use super::file::{FileError, bounded, open_plain};

/// The file to merge into, after symbolic links are resolved.
pub(super) struct Target {
    pub(super) file: PathBuf,
    /// `None` if the file does not exist.
    metadata: Option<Metadata>,
}

impl Target {
    pub(super) fn resolve(path: &Path) -> Result<Self, FileError> {
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if fs::symlink_metadata(path).is_ok() {
                    return Err(FileError::DanglingLink(path.to_owned()));
                }
                return Ok(Self {
                    file: path.to_owned(),
                    metadata: None,
                });
            }
            Err(error) => return Err(FileError::io("read", path, error)),
        };
        if !metadata.is_file() {
            return Err(FileError::NotAFile(path.to_owned()));
        }
        let is_link = fs::symlink_metadata(path).is_ok_and(|link| link.is_symlink());
        let file = if is_link {
            fs::canonicalize(path).map_err(|error| FileError::io("read", path, error))?
        } else {
            path.to_owned()
        };
        Ok(Self {
            file,
            metadata: Some(metadata),
        })
    }

    /// The content of the file; `None` if it does not exist.
    pub(super) fn read(&self) -> Result<Option<Vec<u8>>, FileError> {
        if self.metadata.is_none() {
            return Ok(None);
        }
        let bytes = bounded(open_plain(&self.file)?);
        bytes
            .map(Some)
            .map_err(|error| FileError::io("read", &self.file, error))
    }

    fn is_still(&self, before: &Option<Vec<u8>>) -> Result<bool, FileError> {
        match before {
            None => Ok(fs::symlink_metadata(&self.file).is_err()),
            Some(_) => Ok(self.read()? == *before),
        }
    }
}

/// A lock that kubectl respects: the file `<file>.lock`, which is removed on drop.
pub(super) struct KubeconfigLock {
    path: Option<PathBuf>,
}

impl KubeconfigLock {
    pub(super) fn acquire(file: &Path) -> Result<Self, FileError> {
        let path = with_suffix(file, ".lock");
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(_) => Ok(Self { path: Some(path) }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Err(FileError::Locked(path))
            }
            Err(error) => Err(FileError::io("create", &path, error)),
        }
    }

    /// A lock for `file`, unless the lock file held for `other` is the same file.
    pub(super) fn acquire_unless_held(file: &Path, other: &Path) -> Result<Self, FileError> {
        let same = fs::canonicalize(with_suffix(other, ".lock")).ok()
            == fs::canonicalize(with_suffix(file, ".lock")).ok();
        if same {
            return Ok(Self { path: None });
        }
        Self::acquire(file)
    }
}

impl Drop for KubeconfigLock {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            // If removing fails, the next process reports the lock.
            let _ = fs::remove_file(path);
        }
    }
}

/// Creates the folder of a file, accessible only by the owner.
pub(super) fn make_folder_of(file: &Path) -> Result<(), FileError> {
    let folder = folder_of(file);
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(&folder)
        .map_err(|error| FileError::io("create", &folder, error))
}

/// Writes a backup next to the file, readable only by the owner, and returns its path.
pub(super) fn back_up(file: &Path, bytes: &[u8], now: u64) -> Result<PathBuf, FileError> {
    let stem = format!(".haulout-backup-{}", timestamp(now));
    let mut path = with_suffix(file, &stem);
    let mut number = 1;
    loop {
        match new_private_file(&path) {
            Ok(mut backup) => {
                let written = backup.write_all(bytes).and_then(|()| backup.sync_all());
                if let Err(error) = written {
                    let _ = fs::remove_file(&path);
                    return Err(FileError::io("write", &path, error));
                }
                return Ok(path);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                number += 1;
                path = with_suffix(file, &format!("{stem}-{number}"));
            }
            Err(error) => return Err(FileError::io("create", &path, error)),
        }
    }
}

/// Replaces a file by renaming, with the same owner and mode, if its content has not changed since it was read.
pub(super) fn replace(
    target: &Target,
    before: &Option<Vec<u8>>,
    bytes: &[u8],
) -> Result<(), FileError> {
    let path = with_suffix(&target.file, &format!(".haulout-{}", std::process::id()));
    let failed = |doing, error| FileError::io(doing, &path, error);
    if let Some(metadata) = &target.metadata
        && metadata.permissions().readonly()
    {
        return Err(FileError::ReadOnly(target.file.clone()));
    }
    let mut file = new_private_file(&path).map_err(|error| failed("create", error))?;
    let temp_file = TempFile(Some(path.clone()));
    file.write_all(bytes)
        .map_err(|error| failed("write", error))?;
    if let Some(metadata) = &target.metadata {
        copy_owner_and_mode(&file, metadata)
            .map_err(|error| failed("set owner and mode of", error))?;
    }
    file.sync_all().map_err(|error| failed("write", error))?;
    drop(file);
    if !target.is_still(before)? {
        return Err(FileError::ModifiedConcurrently(target.file.clone()));
    }
    fs::rename(&path, &target.file)
        .map_err(|error| FileError::io("replace", &target.file, error))?;
    temp_file.finish();
    sync_folder_of(&target.file);
    Ok(())
}

/// A temporary file that is removed on drop unless it is finished.
struct TempFile(Option<PathBuf>);

impl TempFile {
    fn finish(mut self) {
        self.0 = None;
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            let _ = fs::remove_file(path);
        }
    }
}

fn new_private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Copies owner and mode of the replaced file, so that a merge with `sudo` does not change the owner.
#[cfg(unix)]
fn copy_owner_and_mode(file: &File, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let new = file.metadata()?;
    if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
        fchown(file, Some(old.uid()), Some(old.gid()))?;
    }
    file.set_permissions(old.permissions())
}

#[cfg(not(unix))]
fn copy_owner_and_mode(file: &File, old: &Metadata) -> io::Result<()> {
    file.set_permissions(old.permissions())
}

/// Ignores errors: without the sync, a power failure can only restore the old file.
fn sync_folder_of(file: &Path) {
    if let Ok(folder) = File::open(folder_of(file)) {
        let _ = folder.sync_all();
    }
}

fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        Some(_) | None => PathBuf::from("."),
    }
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(suffix);
    PathBuf::from(name)
}

/// For example `20261123T075635Z`: sorts by time, and is a valid file name on every system.
fn timestamp(now: u64) -> String {
    let seconds = i64::try_from(now).unwrap_or_default();
    let time = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
        time.year(),
        u8::from(time.month()),
        time.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}
