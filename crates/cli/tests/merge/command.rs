//! `haulout merge` as a process: output and exit codes.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::{ADDITION, EXISTING};

struct TestFolder {
    home: TempDir,
}

impl TestFolder {
    fn new(existing: &str) -> Self {
        let folder = Self {
            home: tempfile::tempdir().unwrap(),
        };
        fs::create_dir(folder.home.path().join(".kube")).unwrap();
        fs::write(folder.config(), existing).unwrap();
        folder
    }

    fn config(&self) -> PathBuf {
        self.home.path().join(".kube").join("config")
    }

    fn merge(&self, addition: &str, flags: &[&str]) -> Output {
        let file = self.home.path().join("haulout.yaml");
        fs::write(&file, addition).unwrap();
        Command::new(env!("CARGO_BIN_EXE_haulout"))
            .args(["merge", "haulout.yaml"])
            .args(flags)
            .current_dir(self.home.path())
            .env_remove("KUBECONFIG")
            .env_remove("KUBERC")
            .env_remove("KUBECTL_KUBERC")
            .env("HOME", self.home.path())
            .env("USERPROFILE", self.home.path())
            .output()
            .unwrap()
    }

    fn content(&self) -> String {
        fs::read_to_string(self.config()).unwrap()
    }
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn merge_command_reads_standard_input() {
    let folder = TestFolder::new(EXISTING);
    let merge = |addition: &str| {
        let mut process = Command::new(env!("CARGO_BIN_EXE_haulout"))
            .args(["merge", "-"])
            .env_remove("KUBECONFIG")
            .env("HOME", folder.home.path())
            .env("USERPROFILE", folder.home.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = process.stdin.take().unwrap();
        stdin.write_all(addition.as_bytes()).unwrap();
        drop(stdin);
        process.wait_with_output().unwrap()
    };
    let output = merge("clusters: [");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        err(&output).contains("standard input:1:"),
        "{}",
        err(&output)
    );
    let output = merge(ADDITION);
    assert!(output.status.success(), "{}", err(&output));
    assert_ne!(folder.content(), EXISTING);
}

#[test]
fn merge_command_changes_kubectls_default_file_and_reports_it() {
    let folder = TestFolder::new(EXISTING);
    let output = folder.merge(ADDITION, &[]);
    assert!(output.status.success(), "{}", err(&output));
    assert!(folder.content().contains("https://prod.example"));
    let words = out(&output);
    for line in [
        "add cluster \"prod\"",
        "add user \"me@prod\" (runs \"cat\")",
        "add context \"prod\"",
        "the current context stays \"old\"",
        "backup: ",
    ] {
        assert!(words.contains(line), "{line}\n{words}");
    }
}

#[test]
fn plugin_that_kubectl_would_refuse_is_named_before_the_merge() {
    let folder = TestFolder::new(EXISTING);
    assert!(!err(&folder.merge(ADDITION, &["--dry-run"])).contains("kuberc"));
    let kuberc = folder.home.path().join(".kube/kuberc");
    fs::write(&kuberc, "credentialPluginPolicy: DenyAll\n").unwrap();
    for flags in [&["--dry-run"][..], &[]] {
        let output = folder.merge(ADDITION, flags);
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        assert!(err(&output).contains("`cat`"), "{}", err(&output));
        assert!(
            err(&output).contains(kuberc.to_str().unwrap()),
            "{}",
            err(&output)
        );
    }
    let allowed = "credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{name: cat}]\n";
    fs::write(&kuberc, allowed).unwrap();
    assert!(!err(&folder.merge(ADDITION, &["--dry-run"])).contains("kuberc"));
}

#[test]
fn dry_run_reports_changes_and_writes_nothing() {
    let folder = TestFolder::new(EXISTING);
    let addition = ADDITION.replace("server: \"https", "future: hunter2\n    server: \"https");
    let output = folder.merge(&addition, &["--dry-run", "--set-current"]);
    assert!(output.status.success(), "{}", err(&output));
    assert_eq!(folder.content(), EXISTING);
    let words = out(&output);
    assert!(
        words.contains("the current context becomes \"prod\""),
        "{words}"
    );
    assert!(words.contains("nothing was changed"), "{words}");
    assert!(
        !words.contains("hunter2") && !words.contains("sesame"),
        "{words}"
    );
}

#[test]
fn conflict_is_listed_and_changes_nothing() {
    let folder = TestFolder::new(EXISTING);
    let addition = ADDITION.replace("me@prod", "me");
    let output = folder.merge(&addition, &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        err(&output).contains("user \"me\" (differs in exec, token)"),
        "{}",
        err(&output)
    );
    assert!(err(&output).contains("--on-conflict"));
    assert!(!err(&output).contains("sesame"));
    assert_eq!(folder.content(), EXISTING);
    assert!(
        folder
            .merge(&addition, &["--on-conflict", "rename"])
            .status
            .success()
    );
    assert!(folder.content().contains("me-haulout") && folder.content().contains("sesame"));
}

#[test]
fn error_names_file_line_and_column() {
    let folder = TestFolder::new("kind: Config\nusers: &all []\n");
    let output = folder.merge(ADDITION, &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        err(&output).contains("config:2:13: anchors"),
        "{}",
        err(&output)
    );
    let output = folder.merge("kind: Config\nkind: Config\n", &[]);
    assert!(
        err(&output).contains("haulout.yaml:2:1: duplicate key \"kind\""),
        "{}",
        err(&output)
    );
}

#[test]
fn locked_file_exits_with_1() {
    let folder = TestFolder::new(EXISTING);
    fs::write(folder.config().with_file_name("config.lock"), "").unwrap();
    let output = folder.merge(ADDITION, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("config.lock exists"),
        "{}",
        err(&output)
    );
}

/// A limit on the file size simulates a disk that becomes full.
#[cfg(unix)]
#[test]
fn full_disk_leaves_no_partial_file() {
    let folder = TestFolder::new(EXISTING);
    let long = format!("https://prod.example/{}", "x".repeat(4_096));
    let addition = ADDITION.replace("https://prod.example", &long);
    fs::write(folder.home.path().join("haulout.yaml"), addition).unwrap();
    let output = Command::new("sh")
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 1; exec \"$0\" merge haulout.yaml",
        ])
        .arg(env!("CARGO_BIN_EXE_haulout"))
        .current_dir(folder.home.path())
        .env("HOME", folder.home.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", out(&output));
    assert!(err(&output).contains("cannot write"), "{}", err(&output));
    assert_eq!(folder.content(), EXISTING);
    let left: Vec<_> = fs::read_dir(folder.home.path().join(".kube"))
        .unwrap()
        .collect();
    assert_eq!(left.len(), 1, "{left:?}");
}
