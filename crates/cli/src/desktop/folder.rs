//! The live folder on disk: ours alone, one process at a time, each file replaced as a whole or not at all.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use haulout_protocol::live_folder::{self, is_ours};

use super::lock::FolderLock;

mod error;

pub(super) use error::LiveFolderError;

/// The folder, held against every other process until this is dropped.
pub(super) struct Folder {
    path: PathBuf,
    /// Held for as long as files are written.
    _lock: FolderLock,
}

impl Folder {
    /// Makes the folder if there is none, and takes it.
    ///
    /// # Errors
    /// It cannot be made or used, or another process has it.
    pub(super) fn open(path: &Path) -> Result<Self, LiveFolderError> {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        private_folder(&mut builder);
        builder
            .create(path)
            .map_err(|error| LiveFolderError::folder(path, error))?;
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

    /// Replaces a file of ours: whoever reads it sees the old one or the new one, also when the power fails.
    ///
    /// # Errors
    /// It is not ours, or the file system says no; then everything is as it was.
    pub(super) fn write(&self, file: &live_folder::File) -> Result<(), LiveFolderError> {
        let target = self.path.join(&file.name);
        self.may_replace(&target)?;
        let temp = self
            .path
            .join(format!("{TEMP_PREFIX}{}{TEMP_SUFFIX}", file.name));
        let replaced = write_new(&temp, file.contents.secret().as_bytes())
            .and_then(|()| fs::rename(&temp, &target));
        if let Err(error) = replaced {
            // What could not become the file must not stay behind; where even that fails, the start after this removes it.
            let _gone = fs::remove_file(&temp);
            return Err(self.failed(&target, error));
        }
        // The file is there. That it would be after a power failure, too, is more than some file systems promise.
        let _settled = File::open(&self.path).and_then(|folder| folder.sync_all());
        Ok(())
    }

    /// Takes away what is ours, for credentials may be in it, except for what is to be `kept`.
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

    /// Whether there is nothing at `target`, or something of ours.
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
        // An empty file has nothing to lose, and is what a full disk leaves of many programs' files.
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

/// As much of a file as the marker can be in.
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

/// Nobody else may look into a profile folder of Windows.
#[cfg(not(unix))]
fn private_folder(_builder: &mut DirBuilder) {}

#[cfg(unix)]
pub(super) fn private_file(options: &mut OpenOptions) {
    std::os::unix::fs::OpenOptionsExt::mode(options, PRIVATE_FILE);
}

#[cfg(not(unix))]
pub(super) fn private_file(_options: &mut OpenOptions) {}

/// A folder that was there before may have been open to others.
#[cfg(unix)]
fn restrict_permissions(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(PRIVATE_FOLDER))
}

#[cfg(not(unix))]
fn restrict_permissions(_path: &Path) -> io::Result<()> {
    Ok(())
}

const LOCK: &str = "haulout.lock";
/// Hidden, and not what any glob for credentials or kubeconfigs finds.
const TEMP_PREFIX: &str = ".haulout-";
const TEMP_SUFFIX: &str = ".new";
/// Bytes; more than the marker's place.
const START_BYTES: u64 = 1024;
/// Reading, writing and entering for the owner alone.
#[cfg(unix)]
const PRIVATE_FOLDER: u32 = 0o700;
/// Reading and writing for the owner alone.
#[cfg(unix)]
pub(super) const PRIVATE_FILE: u32 = 0o600;

#[cfg(unix)]
#[cfg(test)]
mod tests;
