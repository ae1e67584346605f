//! Runs sessions in virtual time: builds the simulation, and hands its arguments and its verdict on.

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
        // It has said how it is called.
        Some(USAGE_ERROR) => Err(CommandError::usage("the arguments are not understood")),
        _ => Err(CommandError::new("not everything is as it was promised")),
    }
}

const PACKAGE: &str = "haulout-simulate";
/// What the simulation, too, answers a wrong call with.
const USAGE_ERROR: i32 = 2;
