//! A program that writes without a lock during a merge.

use std::fs;

use crate::merge::disk::{Target, replace};
use crate::merge::file::FileError;

#[test]
fn concurrent_change_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config");
    fs::write(&path, "before").unwrap();
    let target = Target::resolve(&path).unwrap_or_else(|error| panic!("{error}"));
    let before = target.read().unwrap();
    fs::write(&path, "meanwhile").unwrap();
    let error = replace(&target, &before, b"merged").unwrap_err();
    assert!(
        matches!(error, FileError::ModifiedConcurrently(_)),
        "{error}"
    );
    assert_eq!(fs::read(&path).unwrap(), b"meanwhile");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn concurrently_created_file_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config");
    let target = Target::resolve(&path).unwrap_or_else(|error| panic!("{error}"));
    let before = target.read().unwrap();
    fs::write(&path, "meanwhile").unwrap();
    let error = replace(&target, &before, b"merged").unwrap_err();
    assert!(
        matches!(error, FileError::ModifiedConcurrently(_)),
        "{error}"
    );
    assert_eq!(fs::read(&path).unwrap(), b"meanwhile");
}
