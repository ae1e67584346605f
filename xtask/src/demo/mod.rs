//! Starts the demo: builds stale parts, then replaces this process by the demo.

use std::process::{Command, Stdio};

use crate::bundle;
use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::workspace::Workspace;

/// `cargo xtask demo`, with the arguments in [`USAGE`].
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> CommandResult {
    check(arguments)?;
    let (example, arguments) = without_example(arguments);
    let arguments = arguments.as_slice();
    process::run(workspace.cargo(["build"]).args(PROGRAM))?;
    check_names(workspace, arguments)?;
    let Some(example) = example else {
        let portal = bundle::ensure_portal(workspace)?;
        let mut demo = demo(workspace, arguments);
        demo.env(ASSETS_VARIABLE, portal);
        return become_process(demo);
    };
    // The example's page needs the package, too.
    bundle::ensure(workspace)?;
    let demo = demo(workspace, arguments);
    let mut server = workspace.command("node");
    server
        .arg(workspace.path("xtask/src/demo/example.mjs"))
        .arg(example)
        .arg(demo.get_program())
        .args(demo.get_args())
        .env(ASSETS_VARIABLE, bundle::portal_folder(workspace));
    become_process(server)
}

/// Separates the example's name from the arguments of the demo.
fn without_example(arguments: &[String]) -> (Option<String>, Vec<String>) {
    let mut rest = arguments.to_vec();
    let Some(at) = rest.iter().position(|argument| argument == "--example") else {
        return (None, rest);
    };
    let mut example = rest.drain(at..(at + 2).min(rest.len()));
    let name = example.nth(1);
    drop(example);
    (name, rest)
}

fn demo(workspace: &Workspace, arguments: &[String]) -> Command {
    let mut demo = workspace.cargo(["run", "--quiet"]);
    demo.args(PROGRAM).args(["--", "demo"]).args(arguments);
    demo
}

/// Lets the demo check the names of faults, before the portal is built, which takes longest.
fn check_names(workspace: &Workspace, arguments: &[String]) -> CommandResult {
    let checked = demo(workspace, arguments)
        .arg("--check")
        .stdin(Stdio::null())
        .output()
        .context("start the demo")?;
    if checked.status.success() {
        return Ok(());
    }
    let message = String::from_utf8_lossy(&checked.stderr);
    Err(CommandError::usage(message.trim_end()))
}

/// Names the folder of the built portal for the stack tests, and for a build of the program with the portal in it.
pub(crate) const PORTAL_VARIABLE: &str = "HAULOUT_PORTAL";

/// Names the folder for the program itself.
const ASSETS_VARIABLE: &str = "HAULOUT_ASSETS";

/// The program with the demo, without the portal in it: that changes more often.
const PROGRAM: [&str; 6] = [
    "--package",
    "haulout-cli",
    "--bin",
    "haulout",
    "--features",
    "demo",
];

/// Rejects wrong arguments before the build, which takes minutes.
fn check(arguments: &[String]) -> CommandResult {
    let mut rest = arguments.iter().map(String::as_str);
    while let Some(argument) = rest.next() {
        let known = match argument {
            "--open" | "--page" => true,
            "--port" => rest.next().is_some_and(|port| port.parse::<u16>().is_ok()),
            "--fault" | "--base-path" | "--page-origin" | "--embed-origin" => rest.next().is_some(),
            "--example" => match rest.next() {
                Some(name) if EXAMPLES.contains(&name) => true,
                Some(name) => return Err(unknown_example(name)),
                None => false,
            },
            "--certificate-seconds" => rest
                .next()
                .is_some_and(|seconds| seconds.parse::<u64>().is_ok()),
            _ => false,
        };
        if !known {
            return Err(CommandError::usage(USAGE));
        }
    }
    // Vite's server and the demo share the address, which these would change.
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    let placed = ["--port", "--open", "--base-path", "--page-origin"];
    match placed.into_iter().find(|name| has(name)) {
        Some(name) if has("--example") => Err(CommandError::usage(format!(
            "`{name}` and `--example` exclude each other"
        ))),
        Some(_) | None => Ok(()),
    }
}

fn unknown_example(name: &str) -> CommandError {
    CommandError::usage(format!(
        "there is no example page `{name}`; choose one of {}",
        EXAMPLES.join(", ")
    ))
}

/// The examples that are pages; `console` is a program.
const EXAMPLES: [&str; 5] = ["dashboard", "plain", "react", "svelte", "vue"];
const USAGE: &str = "usage: cargo xtask demo [--open] [--page] [--port N] [--fault NAME]... [--certificate-seconds N] \
                     [--base-path PATH [--page-origin ORIGIN]] [--embed-origin ORIGIN]... [--example NAME]";

/// Replaces this process, so that Ctrl-C and signals to this process ID reach the demo itself, and no process
/// outlives it.
#[cfg(unix)]
fn become_process(mut command: Command) -> CommandResult {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    Err(CommandError::new(format!(
        "could not start the demo: {error}"
    )))
}

#[cfg(not(unix))]
fn become_process(mut command: Command) -> CommandResult {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(CommandError::new(format!("the demo ended with {status}"))),
        Err(error) => Err(CommandError::new(format!(
            "could not start the demo: {error}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_separate_from_the_arguments_of_the_demo() {
        let words = ["--page", "--example", "vue", "--fault", "token-slow"].map(str::to_owned);
        let (example, rest) = without_example(&words);
        assert_eq!(example.as_deref(), Some("vue"));
        assert_eq!(rest, ["--page", "--fault", "token-slow"]);
    }

    #[test]
    fn every_example_page_exists() {
        for name in EXAMPLES {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples");
            assert!(
                std::path::Path::new(folder)
                    .join(name)
                    .join("index.html")
                    .is_file(),
                "{name}"
            );
        }
    }

    #[test]
    fn only_the_listed_arguments_are_accepted() {
        let check = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            check(&words).is_ok()
        };
        assert!(check(&[]));
        assert!(check(&["--open", "--page", "--port", "8081"]));
        assert!(check(&["--fault", "story-1987", "--fault", "token-slow"]));
        assert!(check(&["--certificate-seconds", "60"]));
        assert!(check(&[
            "--base-path",
            "/haulout",
            "--embed-origin",
            "http://localhost:5173"
        ]));
        assert!(check(&["--example", "react", "--fault", "token-slow"]));
        assert!(!check(&["--example", "angular"]));
        assert!(!check(&["--example"]));
        assert!(!check(&["--example", "react", "--port", "8081"]));
        assert!(!check(&["--fault"]));
        assert!(!check(&["--certificate-seconds", "a minute"]));
        assert!(!check(&["--port"]));
        assert!(!check(&["--port", "high"]));
        assert!(!check(&["--verbose"]));
    }
}
