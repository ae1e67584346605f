//! Builds and runs the simulation of sessions in virtual time.

use std::process::Stdio;

use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::workspace::Workspace;

/// `cargo xtask simulate [--json] [--scenario NAME]… [--control NAME]`.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> CommandResult {
    process::run(&mut workspace.cargo(["build", "--quiet", "--package", PACKAGE]))?;
    let mut simulation = workspace.cargo(["run", "--quiet", "--package", PACKAGE, "--"]);
    simulation.args(arguments).stdin(Stdio::null());
    let status = simulation
        .status()
        .context(format_args!("start {}", process::shown(&simulation)))?;
    match status.code() {
        Some(0) => Ok(()),
        // The simulation has printed its usage.
        Some(USAGE_ERROR) => Err(CommandError::usage("wrong arguments")),
        _ => Err(CommandError::new(
            "a scenario does not have its expected result",
        )),
    }
}

const PACKAGE: &str = "haulout-simulate";
/// The simulation's exit code for wrong arguments.
const USAGE_ERROR: i32 = 2;
