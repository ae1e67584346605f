//! A lock file that allows one writer per folder and holds the process id of that writer.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use super::folder::{LiveFolderError, private_file};

/// A lock that the operating system releases when the process ends, even if it is killed.
pub(super) struct FolderLock {
    file: File,
    path: PathBuf,
    /// Only the process that holds the lock removes the file.
    is_held: bool,
}

impl FolderLock {
    /// Acquires the lock at `path`.
    ///
    /// # Errors
    /// Another process holds the lock, or the file is not a lock file of Haulout, or it cannot be used.
    pub(super) fn acquire(path: &Path) -> Result<Self, LiveFolderError> {
        // Opening a symbolic link would write to its target.
        if fs::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
            return Err(LiveFolderError::NotAFile(path.to_owned()));
        }
        for _ in 0..ATTEMPTS {
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(true).truncate(false);
            private_file(&mut options);
            let file = options
                .open(path)
                .map_err(|error| LiveFolderError::file(path, error))?;
            let mut lock = Self {
                file,
                path: path.to_owned(),
                is_held: false,
            };
            match lock.file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    let folder = path.parent().unwrap_or(path).to_owned();
                    return Err(LiveFolderError::Locked(folder, lock.holder()));
                }
                Err(TryLockError::Error(error)) => return Err(LiveFolderError::file(path, error)),
            }
            // The previous holder may have removed the file between our opening and locking it.
            if is_same_file(&lock.file, path) {
                if !lock.is_ours() {
                    return Err(LiveFolderError::NotOurs(path.to_owned()));
                }
                lock.is_held = true;
                lock.write_pid()
                    .map_err(|error| LiveFolderError::file(path, error))?;
                return Ok(lock);
            }
        }
        Err(LiveFolderError::Locked(path.to_owned(), None))
    }

    /// The id of the process that holds the lock, if the file has it.
    fn holder(&mut self) -> Option<u32> {
        let mut text = String::new();
        self.file.read_to_string(&mut text).ok()?;
        text.trim().parse().ok()
    }

    /// Whether the file is empty or holds nothing but a process id.
    fn is_ours(&mut self) -> bool {
        let mut text = String::new();
        let read = (&self.file).take(MAX_BYTES).read_to_string(&mut text);
        read.is_ok() && (text.is_empty() || text.trim().parse::<u32>().is_ok())
    }

    fn write_pid(&mut self) -> std::io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        writeln!(self.file, "{}", std::process::id())
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        if !self.is_held {
            return;
        }
        // Removed while locked, so that a new holder's file is never removed. A file that stays behind is harmless.
        let _gone = fs::remove_file(&self.path);
    }
}

#[cfg(unix)]
fn is_same_file(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(held), Ok(metadata)) => (held.dev(), held.ino()) == (metadata.dev(), metadata.ino()),
        _ => false,
    }
}

/// Windows does not remove a file that is open.
#[cfg(not(unix))]
fn is_same_file(_file: &File, _path: &Path) -> bool {
    true
}

/// A bound for the race with a previous holder that removes the file.
const ATTEMPTS: usize = 5;
/// In bytes; longer than any process id.
const MAX_BYTES: u64 = 64;
