//! wrk, the load generator for throughput.

use crate::error::{CommandError, CommandResult};
use crate::process;
use crate::workspace::Workspace;

use super::announce::announce;
use super::debian;

pub(super) fn ensure(workspace: &Workspace) -> CommandResult {
    if is_here() {
        return Ok(());
    }
    if !debian::may_install() {
        return Err(CommandError::new(MISSING));
    }
    announce("wrk by apt-get");
    debian::install(workspace, &["wrk"])?;
    if is_here() {
        return Ok(());
    }
    Err(CommandError::new(MISSING))
}

fn is_here() -> bool {
    process::on_path(&["wrk"]).is_some()
}

const MISSING: &str = "wrk is missing. Install it (Debian: `wrk`), and put `wrk` on PATH.";
