//! Firefox and its driver.

use std::path::PathBuf;

use crate::error::{CommandError, CommandResult};
use crate::process;
use crate::workspace::Workspace;

use super::announce::announce;
use super::debian;
use super::environment::Environment;
use super::rust::{Profile, ensure_tool};

/// Debian has no package of geckodriver, and npm's package downloads a binary from elsewhere.
const GECKODRIVER_VERSION: &str = "0.37.1";

pub(super) fn ensure(workspace: &Workspace) -> CommandResult<Environment> {
    let firefox = match firefox() {
        Some(found) => found,
        None => install(workspace)?,
    };
    let geckodriver = match process::named("GECKODRIVER", &["geckodriver"]) {
        Some(found) => found,
        None => {
            // Unoptimised, because the driver only relays messages and an optimised build takes longer.
            ensure_tool(
                workspace,
                "geckodriver",
                "geckodriver",
                GECKODRIVER_VERSION,
                Profile::Debug,
            )?;
            workspace.tool("geckodriver")
        }
    };
    Ok(vec![("FIREFOX", firefox), ("GECKODRIVER", geckodriver)])
}

fn install(workspace: &Workspace) -> CommandResult<PathBuf> {
    if debian::may_install() {
        announce("firefox-esr by apt-get");
        debian::install(workspace, &["firefox-esr"])?;
    }
    firefox().ok_or_else(|| CommandError::new(MISSING))
}

fn firefox() -> Option<PathBuf> {
    process::named("FIREFOX", &["firefox-esr", "firefox"])
}

const MISSING: &str = "Firefox is missing. Install it (Debian: `firefox-esr`), and put `firefox` on PATH, or name it in \
    the environment variable FIREFOX; `cargo xtask test --without firefox` leaves its journey out.";
