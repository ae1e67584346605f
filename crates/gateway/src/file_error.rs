//! Words for the system's errors, whose own texts end with numbers for programmers.

use std::io;

/// Why a file cannot be read, as the second half of a sentence that starts with its name.
#[must_use]
pub fn reason(error: &io::Error) -> String {
    let kind = error.kind();
    if kind == io::ErrorKind::NotFound {
        "does not exist".to_owned()
    } else if kind == io::ErrorKind::PermissionDenied {
        "cannot be read: this user has no permission".to_owned()
    } else if kind == io::ErrorKind::IsADirectory {
        "is a folder".to_owned()
    } else {
        format!("cannot be read: {}", words(error))
    }
}

/// The system's text without the number.
#[must_use]
pub fn words(error: &io::Error) -> String {
    let text = error.to_string();
    match text.split_once(" (os error ") {
        Some((words, _)) => words.to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_the_system_are_worded_without_numbers() {
        let folder = tempfile::tempdir().unwrap();
        let missing = std::fs::read(folder.path().join("missing")).unwrap_err();
        assert_eq!(reason(&missing), "does not exist");
        assert!(!words(&missing).contains("os error"));
        let is_a_folder = std::fs::read(folder.path()).unwrap_err();
        assert_eq!(reason(&is_a_folder), "is a folder");
        let other = io::Error::other("text");
        assert_eq!(reason(&other), "cannot be read: text");
    }
}
