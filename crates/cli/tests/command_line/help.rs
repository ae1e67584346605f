//! Help, completions and manual pages.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

#[test]
fn every_help_has_examples_and_exit_codes() {
    for name in subcommands() {
        let help = haulout(&[&name, "--help"]);
        let (_, after) = help
            .split_once("\nExample")
            .unwrap_or_else(|| panic!("{name}: {help}"));
        assert!(after.contains(&format!("haulout {name}")), "{help}");
        let (_, codes) = after
            .split_once("Exit codes:\n")
            .unwrap_or_else(|| panic!("{name}: {help}"));
        assert!(
            codes.starts_with("  0  ") && codes.contains("\n  1  "),
            "{help}"
        );
        // `-h` is shorter, but has the examples too.
        assert!(haulout(&[&name, "-h"]).contains("\nExample"), "{name}");
    }
}

#[test]
fn version_is_that_of_the_package() {
    let expected = format!("haulout {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(haulout(&["--version"]), expected);
}

#[test]
fn completions_name_every_subcommand_and_bash_offers_them() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = haulout(&["completions", shell]);
        for name in subcommands() {
            assert!(script.contains(&name), "{shell}: {name}");
        }
    }
    let script = haulout(&["completions", "bash"]);
    let ask = "COMP_WORDS=(haulout che); COMP_CWORD=1; _haulout haulout che haulout; echo \"${COMPREPLY[*]}\"";
    let output = bash(&format!("{script}\n{ask}\n"));
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "check\n");
}

#[test]
fn manual_has_a_page_for_every_subcommand() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("man1");
    let said = haulout(&["man", target.to_str().unwrap()]);
    assert_eq!(said, "");
    let main = std::fs::read_to_string(target.join("haulout.1")).unwrap();
    for name in subcommands() {
        let page = std::fs::read_to_string(target.join(format!("haulout-{name}.1"))).unwrap();
        assert!(page.contains("Exit codes"), "{name}");
        assert!(main.contains(&name), "{name}");
    }
    let blocked = folder.path().join("file");
    std::fs::write(&blocked, "").unwrap();
    let output = run(&["man", blocked.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("file"));
}

/// The names in the list of `haulout --help`.
fn subcommands() -> Vec<String> {
    let help = haulout(&["--help"]);
    let (_, list) = help.split_once("Commands:\n").unwrap();
    let (list, _) = list.split_once("\n\n").unwrap();
    let names = list
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    let names: Vec<_> = names
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect();
    assert!(names.len() >= 10, "{help}");
    names
}

fn haulout(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_haulout"))
        .args(arguments)
        .output()
        .unwrap()
}

/// Runs a script, which is too long for an argument.
fn bash(script: &str) -> Output {
    let mut bash = Command::new("bash");
    let mut bash = bash
        .arg("-s")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    bash.stdin
        .take()
        .unwrap()
        .write_all(script.as_bytes())
        .unwrap();
    bash.wait_with_output().unwrap()
}
