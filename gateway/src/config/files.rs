//! The files that a configuration names: looked up beside it, read once, and remembered for a reload.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::secret::Secret;

/// Reads what a configuration names.
pub(super) struct Files {
    base_dir: PathBuf,
    read: RefCell<Vec<PathBuf>>,
}

impl Files {
    /// Relative paths begin at `base_dir`.
    pub(super) fn beside(base_dir: &Path) -> Self {
        Self {
            base_dir: base_dir.to_owned(),
            read: RefCell::new(Vec::new()),
        }
    }

    /// The content of a file, or a reason with its path.
    pub(super) fn bytes(&self, file: &Path) -> Result<Zeroizing<Vec<u8>>, String> {
        let path = self.base_dir.join(file);
        let content = std::fs::read(&path)
            .map_err(|error| format!("{} cannot be read: {error}", path.display()));
        // A file that is missing counts too: when it comes, the configuration may be good.
        self.read.borrow_mut().push(path);
        content.map(Zeroizing::new)
    }

    /// The text of a file without white space at its end.
    pub(super) fn secret(&self, file: &Path) -> Result<Secret, String> {
        let path = self.base_dir.join(file);
        let bytes = self.bytes(file)?;
        let text = std::str::from_utf8(&bytes)
            .map_err(|_| format!("{} is not UTF-8", path.display()))?
            .trim_end();
        if text.is_empty() {
            return Err(format!("{} is empty", path.display()));
        }
        Ok(Secret::new(text.to_owned()))
    }

    /// Every file that was asked for.
    pub(super) fn read(&self) -> Vec<PathBuf> {
        self.read.borrow().clone()
    }
}
