//! The file, its backup and its lock, and errors of the file system.

use std::fs;
use std::path::{Path, PathBuf};

use haulout_cli::merge::{FileError, Policy, into_file, preview};
use tempfile::TempDir;

use crate::{ADDITION, EXISTING};

/// 2026-11-23 07:56:35 UTC, in seconds since the Unix epoch.
const NOW: u64 = 1_795_420_595;

fn folder_with_config() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config");
    fs::write(&config, EXISTING).unwrap();
    (folder, config)
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[track_caller]
fn refused(config: &Path, addition: &str) -> FileError {
    match into_file(config, addition, Policy::default(), NOW) {
        Ok(outcome) => panic!("{outcome:?}"),
        Err(error) => error,
    }
}

#[test]
fn file_is_replaced_and_backed_up() {
    let (folder, config) = folder_with_config();
    let outcome = into_file(&config, ADDITION, Policy::default(), NOW).unwrap();
    let backup = "config.haulout-backup-20261123T075635Z";
    assert_eq!(names_in(folder.path()), ["config", backup]);
    assert_eq!(outcome.backup, Some(folder.path().join(backup)));
    assert_eq!(
        fs::read_to_string(folder.path().join(backup)).unwrap(),
        EXISTING
    );
    assert!(
        fs::read_to_string(&config)
            .unwrap()
            .contains("https://prod.example")
    );
}

#[test]
fn second_backup_in_the_same_second_gets_another_name() {
    let (folder, config) = folder_with_config();
    into_file(&config, ADDITION, Policy::default(), NOW).unwrap();
    fs::write(&config, EXISTING).unwrap();
    into_file(&config, ADDITION, Policy::default(), NOW).unwrap();
    assert_eq!(names_in(folder.path()).len(), 3);
}

#[test]
fn a_merge_that_changes_nothing_writes_nothing() {
    let (folder, config) = folder_with_config();
    let outcome = into_file(&config, EXISTING, Policy::default(), NOW).unwrap();
    assert_eq!(outcome.backup, None);
    assert_eq!(names_in(folder.path()), ["config"]);
    assert_eq!(fs::read_to_string(&config).unwrap(), EXISTING);
}

#[test]
fn preview_ignores_the_lock_and_writes_nothing() {
    let (folder, config) = folder_with_config();
    fs::write(folder.path().join("config.lock"), "").unwrap();
    let report = preview(&config, ADDITION, Policy::default()).unwrap();
    assert_eq!(report.changes.len(), 3);
    assert_eq!(names_in(folder.path()), ["config", "config.lock"]);
    assert_eq!(fs::read_to_string(&config).unwrap(), EXISTING);
}

#[test]
fn lock_of_kubectl_is_respected() {
    let (folder, config) = folder_with_config();
    let lock = folder.path().join("config.lock");
    fs::write(&lock, "").unwrap();
    let error = refused(&config, ADDITION);
    assert!(
        matches!(&error, FileError::Locked(path) if *path == lock),
        "{error}"
    );
    assert_eq!(names_in(folder.path()), ["config", "config.lock"]);
    assert_eq!(fs::read_to_string(&config).unwrap(), EXISTING);
}

#[test]
fn failed_merge_leaves_the_folder_unchanged() {
    let (folder, config) = folder_with_config();
    for addition in ["kind: Pod", "kind: [", ""] {
        let error = refused(&config, addition);
        assert!(matches!(error, FileError::Merge(_)), "{error}");
    }
    fs::write(&config, b"kind: Config\nx: \xff\n").unwrap();
    assert!(
        refused(&config, ADDITION)
            .to_string()
            .contains("line 2 column 4: not UTF-8")
    );
    assert_eq!(names_in(folder.path()), ["config"]);
}

#[test]
fn file_over_four_mebibytes_is_rejected() {
    let (_folder, config) = folder_with_config();
    fs::write(&config, vec![b'#'; 4 * 1024 * 1024 + 1]).unwrap();
    assert!(refused(&config, ADDITION).to_string().contains("too large"));
}

#[test]
fn folder_as_target_is_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let error = refused(folder.path(), ADDITION);
    assert!(matches!(error, FileError::NotAFile(_)), "{error}");
    assert!(names_in(folder.path()).is_empty());
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn new_file_and_folder_are_private() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join(".kube/config");
        let outcome = into_file(&config, ADDITION, Policy::default(), NOW).unwrap();
        assert_eq!(outcome.backup, None);
        assert_eq!(
            (mode(&config), mode(config.parent().unwrap())),
            (0o600, 0o700)
        );
        assert_eq!(names_in(config.parent().unwrap()), ["config"]);
    }

    #[test]
    fn file_mode_is_kept_and_the_backup_is_private() {
        let (_folder, config) = folder_with_config();
        fs::set_permissions(&config, fs::Permissions::from_mode(0o640)).unwrap();
        let outcome = into_file(&config, ADDITION, Policy::default(), NOW).unwrap();
        assert_eq!(mode(&config), 0o640);
        assert_eq!(mode(&outcome.backup.unwrap()), 0o600);
    }

    #[test]
    fn symbolic_link_is_kept_and_its_target_changed() {
        let (folder, config) = folder_with_config();
        let home = tempfile::tempdir().unwrap();
        let link = home.path().join("config");
        symlink(&config, &link).unwrap();
        into_file(&link, ADDITION, Policy::default(), NOW).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(
            fs::read_to_string(&config)
                .unwrap()
                .contains("https://prod.example")
        );
        assert_eq!(names_in(home.path()), ["config"]);
        assert_eq!(names_in(folder.path()).len(), 2);
    }

    #[test]
    fn a_lock_on_either_name_of_the_file_is_respected() {
        let (folder, config) = folder_with_config();
        let home = tempfile::tempdir().unwrap();
        let link = home.path().join("config");
        symlink(&config, &link).unwrap();
        for locked in [folder.path(), home.path()] {
            let lock = locked.join("config.lock");
            fs::write(&lock, "").unwrap();
            let error = refused(&link, ADDITION);
            assert!(matches!(error, FileError::Locked(_)), "{error}");
            fs::remove_file(&lock).unwrap();
        }
        assert_eq!(fs::read_to_string(&config).unwrap(), EXISTING);
    }

    #[test]
    fn link_in_the_same_folder_does_not_lock_itself() {
        let (folder, config) = folder_with_config();
        let folder_link = folder.path().join("same");
        symlink(folder.path(), &folder_link).unwrap();
        into_file(
            &folder_link.join("config"),
            ADDITION,
            Policy::default(),
            NOW,
        )
        .unwrap();
        assert!(
            fs::read_to_string(&config)
                .unwrap()
                .contains("https://prod.example")
        );
    }

    #[test]
    fn dangling_link_is_rejected() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("config");
        symlink("nowhere", &link).unwrap();
        let error = refused(&link, ADDITION);
        assert!(matches!(error, FileError::DanglingLink(_)), "{error}");
        assert_eq!(names_in(folder.path()), ["config"]);
    }

    #[test]
    fn read_only_file_is_not_replaced() {
        let (folder, config) = folder_with_config();
        fs::set_permissions(&config, fs::Permissions::from_mode(0o400)).unwrap();
        let error = refused(&config, ADDITION);
        assert!(matches!(error, FileError::ReadOnly(_)), "{error}");
        assert_eq!(names_in(folder.path()), ["config"]);
        assert_eq!(fs::read_to_string(&config).unwrap(), EXISTING);
    }

    #[test]
    fn failed_backup_leaves_the_file_unchanged() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("c".repeat(245));
        fs::write(&config, EXISTING).unwrap();
        let inode = fs::metadata(&config).unwrap().ino();
        let error = refused(&config, ADDITION);
        assert!(matches!(error, FileError::Io { .. }), "{error}");
        assert_eq!(fs::read_to_string(&config).unwrap(), EXISTING);
        assert_eq!(fs::metadata(&config).unwrap().ino(), inode);
        assert_eq!(names_in(folder.path()).len(), 1);
    }
}
