//! The commands, run by the shells that they are for.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use haulout_protocol::kubeconfig::{Kubeconfig, Names, Shell};
use serde_json::Value;

use crate::documents::{KEY, NAMES, certificate, document, entry};
use crate::reading::view;

#[test]
fn bash_makes_the_same_file() {
    assert_made_alike("bash", Shell::Bash);
}

#[test]
fn fish_makes_the_same_file() {
    if Command::new("fish").arg("--version").output().is_err() {
        eprintln!("there is no fish on this computer");
        return;
    }
    assert_made_alike("fish", Shell::Fish);
}

#[track_caller]
fn assert_made_alike(program: &str, shell: Shell) {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config");
    let document = document(&NAMES);
    let script = document.commands(shell);
    let lines = run(program, script.secret(), &config);
    let said = String::from_utf8_lossy(&lines.stderr).into_owned();
    assert!(
        lines.status.success(),
        "{said}\n{}",
        document.commands_masked(shell)
    );
    let made = view(&fs::read_to_string(&config).unwrap());
    let mut rendered = view(document.render().secret());
    for user in rendered["users"].as_array_mut().unwrap() {
        if let Some(exec) = user.pointer_mut("/user/exec") {
            // kubectl has no option for it.
            exec.as_object_mut().unwrap().remove("installHint");
        }
    }
    assert_eq!(settled(made), settled(rendered));
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "something else was written: {left:?}");
}

/// Without differences that mean nothing: the order of the lists, and no variables in two spellings.
fn settled(mut config: Value) -> Value {
    for list in ["clusters", "contexts", "users"] {
        let items = config[list].as_array_mut().unwrap();
        items.sort_by_key(|item| item["name"].to_string());
        for item in items {
            if let Some(exec) = item.pointer_mut("/user/exec") {
                exec["env"] = Value::Null;
            }
        }
    }
    config
}

#[test]
fn the_first_failure_ends_the_commands() {
    for (program, shell) in [("bash", Shell::Bash), ("fish", Shell::Fish)] {
        if Command::new(program).arg("--version").output().is_err() {
            eprintln!("there is no {program} on this computer");
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        // A folder in place of the file: kubectl can neither read nor write it.
        let script = document(&["prod"]).commands(shell);
        let output = run(program, script.secret(), folder.path());
        assert!(!output.status.success());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(said.matches("error:").count(), 1, "{said}");
    }
}

#[test]
fn nothing_that_is_secret_is_an_argument_of_a_program_or_shown() {
    let one = |user| Kubeconfig::new(vec![entry("lab", "pinny", user)], &Names::default());
    let secret = KEY.lines().nth(1).unwrap();
    for shell in [Shell::Bash, Shell::Fish, Shell::PowerShell] {
        let document = one(certificate());
        let script = document.commands(shell);
        let lines = script.secret().lines();
        let holding: Vec<&str> = lines.filter(|line| line.contains(secret)).collect();
        assert_eq!(holding.len(), 1);
        assert!(
            !holding[0].contains("kubectl"),
            "printf is part of the shell"
        );
        assert!(!document.commands_masked(shell).contains(secret));
        assert!(!format!("{script:?}").contains(secret));
    }
}

/// The commands as a script, with `config` in place of the person's own file.
fn run(program: &str, script: &str, config: &Path) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("script");
    fs::write(&file, script).unwrap();
    Command::new(program)
        .arg(&file)
        .env("KUBECONFIG", config)
        .env("TMPDIR", folder.path())
        .env("XDG_CONFIG_HOME", folder.path())
        .stdin(Stdio::null())
        .output()
        .unwrap()
}
