//! The kubeconfigs in `tests/cases/kubeconfig`, merged into a file and used as the file to merge into.

use std::fs;
use std::path::Path;

use haulout_cli::merge::{Policy, merge, read_addition};

use crate::ADDITION;

fn case(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/cases/kubeconfig")
        .join(name)
}

#[test]
fn merge_takes_null_and_missing_bodies_as_empty() {
    for name in [
        "users-null.yaml",
        "cluster-null.yaml",
        "user-without-body.yaml",
        "exec-args-null.yaml",
        "context-user-empty.yaml",
        "context-without-user.yaml",
        "ca-data-empty.yaml",
    ] {
        let text = fs::read_to_string(case(name)).unwrap();
        for (existing, addition) in [(text.as_str(), ADDITION), (ADDITION, &text), ("", &text)] {
            let merged = merge(existing, addition, Policy::default());
            assert!(merged.is_ok(), "{name}: {merged:?}");
        }
    }
}

#[test]
fn merge_refuses_a_duplicate_key_and_utf_16_in_words() {
    let text = fs::read_to_string(case("duplicate-key.yaml")).unwrap();
    let error = merge("", &text, Policy::default()).unwrap_err().to_string();
    assert!(
        error.contains("line 37 column 1: duplicate key \"kind\""),
        "{error}"
    );
    let error = read_addition(&case("utf16le.yaml"))
        .unwrap_err()
        .to_string();
    assert!(error.contains("UTF-16; save the file as UTF-8"), "{error}");
}
