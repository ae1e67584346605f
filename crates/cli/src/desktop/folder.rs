//! The live folder on disk: private to the user, locked by one process, with atomic file replacement.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use haulout_protocol::live_folder::{self, is_ours};
use haulout_protocol::secret::Secret;

use super::lock::FolderLock;
use super::ownership;

mod error;

pub(super) use error::LiveFolderError;

/// The live folder, locked until this is dropped.
pub(super) struct Folder {
    path: PathBuf,
    /// Keeps other processes from writing.
    _lock: FolderLock,
}

impl Folder {
    /// Creates the folder if it does not exist, and locks it.
    ///
    /// # Errors
    /// The folder cannot be created or used, another user could have written it, or another process holds its lock.
    pub(super) fn open(path: &Path) -> Result<Self, LiveFolderError> {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        private_folder(&mut builder);
        builder
            .create(path)
            .map_err(|error| LiveFolderError::folder(path, error))?;
        check_private(path, fs::metadata(path))?;
        restrict_permissions(path).map_err(|error| LiveFolderError::folder(path, error))?;
        let lock = FolderLock::acquire(&path.join(LOCK))?;
        Ok(Self {
            path: path.to_owned(),
            _lock: lock,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Replaces one of Haulout's files atomically: readers see the old or the new content, even after a power failure.
    ///
    /// # Errors
    /// The existing file is not Haulout's, or the file system fails; then nothing has changed.
    pub(super) fn write(&self, file: &live_folder::File) -> Result<(), LiveFolderError> {
        let target = self.path.join(&file.name);
        self.may_replace(&target)?;
        let temp = self
            .path
            .join(format!("{TEMP_PREFIX}{}{TEMP_SUFFIX}", file.name));
        let replaced = write_new(&temp, file.contents.secret().as_bytes())
            .and_then(|()| fs::rename(&temp, &target));
        if let Err(error) = replaced {
            // If this fails, too, the next start removes the temporary file.
            let _gone = fs::remove_file(&temp);
            return Err(self.failed(&target, error));
        }
        // The file is in place. Some file systems cannot guarantee that for a power failure, so errors are ignored.
        let _settled = File::open(&self.path).and_then(|folder| folder.sync_all());
        Ok(())
    }

    /// Whether the kubeconfig contains credentials, as a process with `--inline` writes it. One that cannot be read may.
    pub(super) fn has_inline_kubeconfig(&self) -> bool {
        match fs::read_to_string(self.path.join(live_folder::KUBECONFIG)).map(Secret::new) {
            Ok(text) => !text.secret().contains(PLUGIN),
            Err(error) => error.kind() != ErrorKind::NotFound,
        }
    }

    /// Removes Haulout's files, which may hold credentials, except for those in `kept`.
    ///
    /// # Errors
    /// The folder cannot be read, or something in it cannot be removed.
    pub(super) fn clear(&self, kept: &[&str]) -> Result<(), LiveFolderError> {
        let entries = fs::read_dir(&self.path).map_err(|error| self.failed(&self.path, error))?;
        for entry in entries {
            let entry = entry.map_err(|error| self.failed(&self.path, error))?;
            let (path, name) = (entry.path(), entry.file_name());
            let Some(name) = name.to_str() else { continue };
            let is_temp = name.starts_with(TEMP_PREFIX) && name.ends_with(TEMP_SUFFIX);
            let is_named_like_ours = name.ends_with(".json") || name == live_folder::KUBECONFIG;
            let ours = || is_ours(&read_start(&path).unwrap_or_default());
            if is_temp || (is_named_like_ours && !kept.contains(&name) && ours()) {
                remove(&path).map_err(|error| self.failed(&path, error))?;
            }
        }
        Ok(())
    }

    /// Succeeds if `target` does not exist, is empty, or is one of Haulout's files.
    fn may_replace(&self, target: &Path) -> Result<(), LiveFolderError> {
        let metadata = match fs::symlink_metadata(target) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(self.failed(target, error)),
        };
        if !metadata.is_file() {
            return Err(LiveFolderError::NotAFile(target.to_owned()));
        }
        let read_start = read_start(target).map_err(|error| self.failed(target, error))?;
        // An empty file holds nothing to lose; many programs leave one behind on a full disk.
        if read_start.is_empty() || is_ours(&read_start) {
            Ok(())
        } else {
            Err(LiveFolderError::NotOurs(target.to_owned()))
        }
    }

    fn failed(&self, path: &Path, error: io::Error) -> LiveFolderError {
        if self.path.is_dir() {
            LiveFolderError::file(path, error)
        } else {
            LiveFolderError::Gone(self.path.clone())
        }
    }
}

/// Checks that no other user could have written the folder or a file in it.
///
/// # Errors
/// Another user owns it or may write to it, or there is no metadata.
pub(super) fn check_private(
    path: &Path,
    metadata: io::Result<Metadata>,
) -> Result<(), LiveFolderError> {
    let metadata = metadata.map_err(|error| LiveFolderError::folder(path, error))?;
    ownership::check(&metadata)
        .map_err(|reason| LiveFolderError::NotPrivate(path.to_owned(), reason))
}

/// The first bytes of a file, which hold the marker.
fn read_start(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(START_BYTES)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn write_new(path: &Path, contents: &[u8]) -> io::Result<()> {
    remove(path)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    private_file(&mut options);
    let mut file = options.open(path)?;
    file.write_all(contents)?;
    file.sync_all()
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(unix)]
fn private_folder(builder: &mut DirBuilder) {
    std::os::unix::fs::DirBuilderExt::mode(builder, PRIVATE_FOLDER);
}

/// Windows keeps other users out of a profile folder.
#[cfg(not(unix))]
fn private_folder(_builder: &mut DirBuilder) {}

#[cfg(unix)]
pub(super) fn private_file(options: &mut OpenOptions) {
    std::os::unix::fs::OpenOptionsExt::mode(options, PRIVATE_FILE);
}

#[cfg(not(unix))]
pub(super) fn private_file(_options: &mut OpenOptions) {}

/// A folder that already existed may have been readable by others.
#[cfg(unix)]
fn restrict_permissions(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(PRIVATE_FOLDER))
}

#[cfg(not(unix))]
fn restrict_permissions(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// The member of a user without a credential, in a kubeconfig of ours.
const PLUGIN: &str = "    exec:\n";
const LOCK: &str = "haulout.lock";
/// Hidden, so that no glob for credentials or kubeconfigs matches temporary files.
const TEMP_PREFIX: &str = ".haulout-";
const TEMP_SUFFIX: &str = ".new";
/// In bytes; the marker is in the first line.
const START_BYTES: u64 = 1024;
/// Only the owner may read, write and enter.
#[cfg(unix)]
const PRIVATE_FOLDER: u32 = 0o700;
/// Only the owner may read and write.
#[cfg(unix)]
pub(super) const PRIVATE_FILE: u32 = 0o600;

#[cfg(unix)]
#[cfg(test)]
mod tests;
