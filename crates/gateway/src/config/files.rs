//! The files of a configuration: found relative to it, limited in size, and hashed to detect changes.

use std::cell::RefCell;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::secret::Secret;
use crate::{file_error, yaml};

/// Reads the files that a configuration names.
pub(super) struct Files {
    base_dir: PathBuf,
    hashes: RefCell<FileHashes>,
}

/// Files with the hashes of their contents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileHashes(Vec<(PathBuf, Option<Hash>)>);

/// SHA-256 of a file's content.
type Hash = [u8; 32];

impl FileHashes {
    /// Hashes the same files again.
    pub(crate) fn reread(&self) -> Self {
        let hash_of = |path: &PathBuf| (path.clone(), content(path).ok().map(|it| hash(&it)));
        Self(self.0.iter().map(|(path, _)| hash_of(path)).collect())
    }
}

impl Files {
    /// Relative paths are resolved against `base_dir`.
    pub(super) fn relative_to(base_dir: &Path) -> Self {
        Self {
            base_dir: base_dir.to_owned(),
            hashes: RefCell::default(),
        }
    }

    /// The text of the configuration file itself.
    pub(super) fn config_text(&self, path: &Path) -> Result<String, String> {
        let bytes = self.read(path)?;
        match yaml::decode(&bytes) {
            Some(text) => Ok(text.into_owned()),
            None => Err("is not UTF-8".to_owned()),
        }
    }

    /// The content of a file; the error has its path.
    pub(super) fn bytes(&self, file: &Path) -> Result<Zeroizing<Vec<u8>>, String> {
        let path = self.path(file);
        self.read(&path)
            .map_err(|reason| format!("{} {reason}", path.display()))
    }

    /// The path from the working directory.
    pub(super) fn path(&self, file: &Path) -> PathBuf {
        self.base_dir.join(file)
    }

    /// The text of a file without trailing white space.
    pub(super) fn secret(&self, file: &Path) -> Result<Secret, String> {
        let bytes = self.bytes(file)?;
        let path = self.base_dir.join(file);
        let text = std::str::from_utf8(&bytes)
            .map_err(|_| format!("{} is not UTF-8", path.display()))?
            .trim_end();
        if text.is_empty() {
            return Err(format!("{} is empty", path.display()));
        }
        Ok(Secret::new(text.to_owned()))
    }

    /// Every file that was read, with missing ones: if such a file appears, the configuration may become valid.
    pub(super) fn hashes(self) -> FileHashes {
        self.hashes.into_inner()
    }

    fn read(&self, path: &Path) -> Result<Zeroizing<Vec<u8>>, String> {
        let content = content(path);
        let hash = content.as_deref().ok().map(|it| hash(it));
        self.hashes.borrow_mut().0.push((path.to_owned(), hash));
        content
    }
}

fn content(path: &Path) -> Result<Zeroizing<Vec<u8>>, String> {
    let file = File::open(path).map_err(|error| file_error::reason(&error))?;
    let mut content = Zeroizing::new(Vec::new());
    file.take(FILE_BYTES_MAX + 1)
        .read_to_end(&mut content)
        .map_err(|error| file_error::reason(&error))?;
    if content.len() as u64 > FILE_BYTES_MAX {
        return Err(format!("has more than {FILE_BYTES_MAX} bytes"));
    }
    Ok(content)
}

fn hash(content: &[u8]) -> Hash {
    Sha256::digest(content).into()
}

/// Bytes; several times the size of a configuration with a thousand clusters, or of the bundle of all public CAs.
const FILE_BYTES_MAX: u64 = 4 * 1024 * 1024;
