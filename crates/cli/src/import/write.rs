//! Writes the generated configuration without replacing an existing file by accident.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::error::ImportError;

/// Checks that no file would be replaced, before the first one is written.
///
/// # Errors
/// [`ImportError`] with the first file that exists.
pub(crate) fn check_absent<'a>(
    files: impl IntoIterator<Item = &'a PathBuf>,
    force: bool,
) -> Result<(), ImportError> {
    let mut files = files.into_iter();
    match files.find(|file| !force && file.exists()) {
        Some(file) => Err(ImportError::Exists(file.clone())),
        None => Ok(()),
    }
}

/// Creates a file; with `force`, replaces an existing one.
///
/// # Errors
/// [`ImportError`] with the file; an existing file is unchanged.
pub(crate) fn write(file: &Path, text: &str, force: bool) -> Result<(), ImportError> {
    let failed = |error| ImportError::Unwritable(file.to_owned(), error);
    if !force {
        return create(file, text).map_err(|error| {
            if error.kind() == io::ErrorKind::AlreadyExists {
                ImportError::Exists(file.to_owned())
            } else {
                failed(error)
            }
        });
    }
    let mut beside = file.as_os_str().to_owned();
    beside.push(format!(".haulout-{}", std::process::id()));
    let beside = Path::new(&beside);
    create(beside, text).map_err(failed)?;
    fs::rename(beside, file).map_err(|error| {
        // The rename error is the one to report.
        let _ = fs::remove_file(beside);
        failed(error)
    })
}

fn create(file: &Path, text: &str) -> io::Result<()> {
    let mut created = OpenOptions::new().write(true).create_new(true).open(file)?;
    let written = created
        .write_all(text.as_bytes())
        .and_then(|()| created.sync_all());
    if written.is_err() {
        let _ = fs::remove_file(file);
    }
    written
}
