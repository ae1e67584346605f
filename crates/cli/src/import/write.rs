//! A new file that takes nobody else's place.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use super::error::ImportError;

/// Writes a file that was not there; with `force`, also in the place of one that was.
///
/// # Errors
/// A [`ImportError`] with the file; whatever was there is left as it was.
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
        // It is the other failure that is told.
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
