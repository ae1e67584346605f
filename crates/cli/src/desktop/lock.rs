//! One writer for one folder: a file that is locked for as long as its process lives, and names that process.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use super::folder::{LiveFolderError, private_file};

/// A lock that the operating system takes away when its process dies, however it does.
pub(super) struct FolderLock {
    file: File,
    path: PathBuf,
    /// Whether we have it; the file of somebody else is not ours to remove.
    is_held: bool,
}

impl FolderLock {
    /// Takes the lock at `path`.
    ///
    /// # Errors
    /// Another process has it, or the file is not ours, or cannot be used.
    pub(super) fn acquire(path: &Path) -> Result<Self, LiveFolderError> {
        // A link would have us write wherever it leads.
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
            // Whoever had it before may have removed the file after we had opened it.
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

    /// The process that has the lock, as far as it told.
    fn holder(&mut self) -> Option<u32> {
        let mut text = String::new();
        self.file.read_to_string(&mut text).ok()?;
        text.trim().parse().ok()
    }

    /// Whether there is nothing in the file but the number of a process.
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
        // While it is locked, so that nobody's new one is removed. A file that stays behind is locked by nobody.
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

/// A file that is open cannot be removed there.
#[cfg(not(unix))]
fn is_same_file(_file: &File, _path: &Path) -> bool {
    true
}

/// The file can be removed under our hands once or twice, but not for ever.
const ATTEMPTS: usize = 5;
/// Bytes; longer than any process number.
const MAX_BYTES: u64 = 64;
