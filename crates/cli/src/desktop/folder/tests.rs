//! Tests of the live folder: permissions, locking, replacing files, and errors.

use std::os::unix::fs::PermissionsExt as _;

use haulout_protocol::live_folder::{File as LiveFile, KUBECONFIG, blank, file_name};
use haulout_protocol::secret::Secret;

use super::*;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn folder_and_files_are_readable_by_the_owner_only() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join(".kube/haulout");
    let folder = Folder::open(&path).unwrap();
    folder.write(&blank("dev")).unwrap();
    assert_eq!((mode(&path), mode(&path.join("dev.json"))), (0o700, 0o600));

    drop(folder);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    let _folder = Folder::open(&path).unwrap();
    assert_eq!(mode(&path), 0o700, "an existing folder becomes private");
}

#[test]
fn folder_that_others_can_write_or_own_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("haulout");
    fs::create_dir(&path).unwrap();
    for open in [0o770, 0o707, 0o1777] {
        fs::set_permissions(&path, fs::Permissions::from_mode(open)).unwrap();
        let refused = Folder::open(&path).err().unwrap().to_string();
        assert!(
            refused.contains("can be written by other users"),
            "{refused}"
        );
        assert_eq!((mode(&path), names(&path)), (open & 0o777, Vec::new()));
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
    // Only root can give a folder away.
    if std::os::unix::fs::chown(&path, Some(65534), None).is_ok() {
        let refused = Folder::open(&path).err().unwrap().to_string();
        assert!(
            refused.contains("belongs to another user (id 65534)"),
            "{refused}"
        );
    }
}

#[test]
fn locked_folder_error_names_the_process_that_holds_the_lock() {
    let home = tempfile::tempdir().unwrap();
    let first = Folder::open(home.path()).unwrap();
    let pid = std::process::id();
    for _ in 0..2 {
        let refused = Folder::open(home.path()).err().unwrap().to_string();
        assert!(refused.contains(&format!("process {pid}")), "{refused}");
    }
    drop(first);
    assert_eq!(names(home.path()), [""; 0]);
    Folder::open(home.path()).unwrap();
}

#[test]
fn lock_does_not_replace_a_foreign_file() {
    let home = tempfile::tempdir().unwrap();
    let lock = home.path().join("haulout.lock");
    fs::write(&lock, "a diary").unwrap();
    let refused = Folder::open(home.path()).err().unwrap();
    assert!(matches!(refused, LiveFolderError::NotOurs(_)), "{refused}");
    assert_eq!(fs::read_to_string(lock).unwrap(), "a diary");
}

#[test]
fn write_does_not_replace_a_foreign_file() {
    let home = tempfile::tempdir().unwrap();
    let folder = Folder::open(home.path()).unwrap();
    let theirs = home.path().join("dev.json");
    fs::write(&theirs, "{\"kind\": \"ExecCredential\"}").unwrap();
    let error = folder.write(&blank("dev")).unwrap_err().to_string();
    assert!(error.contains("not written by Haulout"), "{error}");
    folder.clear(&[]).unwrap();
    assert_eq!(
        fs::read_to_string(theirs).unwrap(),
        "{\"kind\": \"ExecCredential\"}"
    );
}

#[test]
fn write_does_not_replace_a_directory_or_a_link() {
    let home = tempfile::tempdir().unwrap();
    let folder = Folder::open(home.path()).unwrap();
    fs::create_dir(home.path().join("dev.json")).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", home.path().join("prod.json")).unwrap();
    for cluster in ["dev", "prod"] {
        let error = folder.write(&blank(cluster)).unwrap_err().to_string();
        assert!(error.contains("is not a file"), "{error}");
    }
    assert_eq!(
        names(home.path()),
        ["dev.json", "haulout.lock", "prod.json"]
    );
}

#[test]
fn clear_removes_files_of_a_crashed_process() {
    let home = tempfile::tempdir().unwrap();
    let folder = Folder::open(home.path()).unwrap();
    for cluster in ["dev", "gone"] {
        folder.write(&blank(cluster)).unwrap();
    }
    fs::write(home.path().join(".haulout-dev.json.new"), "half").unwrap();
    fs::write(home.path().join("notes.json"), "mine").unwrap();
    fs::write(home.path().join(KUBECONFIG), "apiVersion: v1\n").unwrap();
    folder.clear(&["dev.json"]).unwrap();
    assert_eq!(
        names(home.path()),
        ["dev.json", "haulout.lock", KUBECONFIG, "notes.json"]
    );
}

#[test]
fn write_fails_if_the_folder_was_removed() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("haulout");
    let folder = Folder::open(&path).unwrap();
    fs::remove_dir_all(&path).unwrap();
    let error = folder.write(&blank("dev")).unwrap_err();
    assert!(matches!(error, LiveFolderError::Gone(_)), "{error}");
    assert!(!path.exists());
}

#[test]
fn cluster_ids_never_produce_a_path_outside_the_folder() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("haulout");
    let folder = Folder::open(&path).unwrap();
    let long = "x".repeat(4096);
    for id in [
        "../../x",
        "/etc/passwd",
        "CON",
        ".",
        "..",
        "a/b\\c",
        &long,
        "\u{202e}\n'\"",
    ] {
        folder.write(&blank(id)).unwrap();
        assert!(path.join(file_name(id)).is_file(), "{id:?}");
    }
    assert_eq!(names(home.path()), ["haulout"]);
}

#[test]
fn failed_write_keeps_the_old_file() {
    let home = tempfile::tempdir().unwrap();
    let folder = Folder::open(home.path()).unwrap();
    folder.write(&blank("dev")).unwrap();
    let before = fs::read_to_string(home.path().join("dev.json")).unwrap();
    // A non-empty directory at the path of the temporary file makes the write fail.
    fs::create_dir_all(home.path().join(".haulout-dev.json.new/x")).unwrap();
    let file = LiveFile {
        name: "dev.json".to_owned(),
        contents: Secret::new("new".to_owned()),
    };
    let error = folder.write(&file).unwrap_err().to_string();
    assert!(error.contains("cannot write"), "{error}");
    assert_eq!(
        fs::read_to_string(home.path().join("dev.json")).unwrap(),
        before
    );
}
