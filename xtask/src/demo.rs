//! Starts the demo: builds stale parts, then replaces this process by the demo.

use std::process::{Command, Stdio};

use crate::bundle;
use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::workspace::Workspace;

/// `cargo xtask demo [--open] [--page] [--port N] [--fault NAME]... [--certificate-seconds N]`.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> CommandResult {
    check(arguments)?;
    process::run(&mut workspace.cargo(["build", "--package", PACKAGE, "--example", EXAMPLE]))?;
    check_names(workspace, arguments)?;
    let portal = bundle::ensure_portal(workspace)?;
    let mut demo = demo(workspace, arguments);
    demo.env(PORTAL_VARIABLE, portal);
    become_process(demo)
}

fn demo(workspace: &Workspace, arguments: &[String]) -> Command {
    let mut demo = workspace.cargo(["run", "--quiet", "--package", PACKAGE, "--example", EXAMPLE]);
    demo.arg("--").args(arguments);
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

/// Names the folder of the built portal for the demo and the stack tests.
pub(crate) const PORTAL_VARIABLE: &str = "HAULOUT_PORTAL";

const PACKAGE: &str = "haulout-gateway";
const EXAMPLE: &str = "demo";

/// Rejects wrong arguments before the build, which takes minutes.
fn check(arguments: &[String]) -> CommandResult {
    let mut rest = arguments.iter().map(String::as_str);
    while let Some(argument) = rest.next() {
        let known = match argument {
            "--open" | "--page" => true,
            "--port" => rest.next().is_some_and(|port| port.parse::<u16>().is_ok()),
            "--fault" => rest.next().is_some(),
            "--certificate-seconds" => rest
                .next()
                .is_some_and(|seconds| seconds.parse::<u64>().is_ok()),
            _ => false,
        };
        if !known {
            return Err(CommandError::usage(
                "usage: cargo xtask demo [--open] [--page] [--port N] [--fault NAME]... [--certificate-seconds N]",
            ));
        }
    }
    Ok(())
}

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
    fn only_the_listed_arguments_are_accepted() {
        let check = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            check(&words).is_ok()
        };
        assert!(check(&[]));
        assert!(check(&["--open", "--page", "--port", "8081"]));
        assert!(check(&["--fault", "story-1987", "--fault", "token-slow"]));
        assert!(check(&["--certificate-seconds", "60"]));
        assert!(!check(&["--fault"]));
        assert!(!check(&["--certificate-seconds", "a minute"]));
        assert!(!check(&["--port"]));
        assert!(!check(&["--port", "high"]));
        assert!(!check(&["--verbose"]));
    }
}
