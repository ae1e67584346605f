//! The real kubectl reads merged files with the content of both files.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use haulout_cli::merge::{ConflictPolicy, Policy, into_file, merge};
use serde_json::{Value, json};

use crate::{ADDITION, EXISTING};

/// The kubectl to run: `KUBECTL`, or the one in `PATH`.
fn kubectl() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("KUBECTL") {
        return Some(PathBuf::from(named));
    }
    let path: OsString = std::env::var_os("PATH")?;
    let mut folders = std::env::split_paths(&path).map(|folder| folder.join("kubectl"));
    folders.find(|file| file.is_file())
}

/// The output of `kubectl config view` for a file, including secrets.
fn view(text: &str) -> Option<Value> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config");
    std::fs::write(&file, text).unwrap();
    let output = config_command(&file, &["view", "--raw", "-o", "json"])?;
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}\n{text}");
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// Runs `kubectl config` with a file; `None` if there is no kubectl.
fn config_command(file: &Path, arguments: &[&str]) -> Option<Output> {
    let Some(kubectl) = kubectl() else {
        eprintln!("skipped: there is no kubectl");
        return None;
    };
    let mut command = Command::new(kubectl);
    command.arg("config").args(arguments);
    command.arg("--kubeconfig").arg(file).env_clear();
    Some(
        command
            .env("HOME", file.with_file_name("home"))
            .output()
            .unwrap(),
    )
}

fn named<'a>(config: &'a Value, list: &str, name: &str) -> &'a Value {
    let mut entries = config[list].as_array().unwrap().iter();
    let found = entries.find(|entry| entry["name"] == name);
    found.unwrap_or_else(|| panic!("{name} is not in {config}"))
}

#[test]
fn kubectl_reads_both_files_in_any_yaml_style() {
    let Some(before) = view(EXISTING) else { return };
    let json = before.to_string();
    let windows = EXISTING.replace('\n', "\r\n");
    let indented = EXISTING
        .replace("\n- ", "\n  - ")
        .replace("\n  name", "\n    name");
    let indented = indented.replace("\n    server", "\n      server");
    let indented = indented.replace("\n  user:\n    token", "\n    user:\n      token");
    let directive = format!("%YAML 1.1\n---\n{EXISTING}");
    let ended = format!("{EXISTING}...\n");
    let marked = format!("\u{feff}{EXISTING}");
    for existing in [
        EXISTING,
        EXISTING.trim_end(),
        &json,
        &windows,
        &indented,
        &directive,
        &ended,
        &marked,
    ] {
        let merged = merge(existing, ADDITION, Policy::default()).unwrap();
        let after = view(merged.text()).unwrap();
        assert_eq!(
            named(&after, "clusters", "old"),
            named(&before, "clusters", "old")
        );
        assert_eq!(named(&after, "users", "me"), named(&before, "users", "me"));
        assert_eq!(
            named(&after, "contexts", "old"),
            named(&before, "contexts", "old")
        );
        assert_eq!(after["current-context"], "old");
        let exec = &named(&after, "users", "me@prod")["user"]["exec"];
        assert_eq!(exec["args"], json!(["/home/me/.kube/haulout/prod.json"]));
        assert_eq!(
            named(&after, "contexts", "prod")["context"]["user"],
            "me@prod"
        );
    }
}

#[test]
fn kubectl_reads_unusual_names() {
    for name in [
        "yes",
        "1",
        "a: b #c",
        "\"quoted'\\",
        "line\nbreak",
        "é😀\u{2028}\u{85}\u{202e}",
        "- x",
        "~",
        "<<",
        "012",
    ] {
        let says = json!({
            "apiVersion": "v1", "kind": "Config",
            "clusters": [{"name": name, "cluster": {"server": "https://prod.example"}}],
        });
        // JSON allows characters that YAML requires to be escaped.
        let text = says
            .to_string()
            .replace('\u{85}', "\\u0085")
            .replace('\u{2028}', "\\u2028");
        for conflict in [ConflictPolicy::Rename, ConflictPolicy::Replace] {
            let policy = Policy {
                conflict,
                set_current: false,
            };
            let merged = merge(EXISTING, &text, policy).unwrap();
            let Some(after) = view(merged.text()) else {
                return;
            };
            named(&after, "clusters", name);
        }
    }
}

#[test]
fn kubectl_reads_renamed_and_replaced_entries() {
    let addition = ADDITION
        .replace("\"prod\"", "\"old\"")
        .replace("me@prod", "me");
    let renamed = Policy {
        conflict: ConflictPolicy::Rename,
        set_current: true,
    };
    let Some(after) = view(merge(EXISTING, &addition, renamed).unwrap().text()) else {
        return;
    };
    assert_eq!(after["current-context"], "old-haulout");
    let context = json!({"cluster": "old-haulout", "user": "me-haulout"});
    assert_eq!(named(&after, "contexts", "old-haulout")["context"], context);
    assert_eq!(
        named(&after, "users", "me")["user"],
        json!({"token": "sesame"})
    );

    let replaced = Policy {
        conflict: ConflictPolicy::Replace,
        set_current: true,
    };
    let after = view(merge(EXISTING, &addition, replaced).unwrap().text()).unwrap();
    assert_eq!(after["clusters"].as_array().unwrap().len(), 1);
    assert_eq!(
        named(&after, "clusters", "old")["cluster"]["server"],
        "https://prod.example"
    );
    assert_eq!(
        named(&after, "users", "me")["user"]["exec"]["command"],
        "cat"
    );
}

#[test]
fn file_rewritten_by_kubectl_still_has_the_entries() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config");
    let merged = merge(EXISTING, ADDITION, Policy::default()).unwrap();
    std::fs::write(&file, merged.text()).unwrap();
    let Some(output) = config_command(&file, &["use-context", "prod"]) else {
        return;
    };
    assert!(output.status.success());
    let rewritten = std::fs::read_to_string(&file).unwrap();
    assert!(
        rewritten.contains("provideClusterInfo: false"),
        "kubectl writes fields with zero values"
    );
    let again = merge(&rewritten, ADDITION, Policy::default()).unwrap();
    assert!(again.report.changes_nothing(), "{}", again.report);
    assert_eq!(again.text(), rewritten);
}

#[test]
fn kubectl_and_merge_use_the_same_lock() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config");
    std::fs::write(&file, EXISTING).unwrap();
    std::fs::write(folder.path().join("config.lock"), "").unwrap();
    let Some(output) = config_command(&file, &["set-context", "old", "--namespace=x"]) else {
        return;
    };
    assert!(!output.status.success());
    assert!(into_file(&file, ADDITION, Policy::default(), 0).is_err());
    std::fs::remove_file(folder.path().join("config.lock")).unwrap();
    let output = config_command(&file, &["set-context", "old", "--namespace=x"]).unwrap();
    assert!(output.status.success());
}
