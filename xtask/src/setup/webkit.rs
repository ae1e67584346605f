//! WebKitGTK, which has Safari's engine, and the X server that it needs.

use crate::error::{CommandError, CommandResult};
use crate::process;
use crate::workspace::Workspace;

use super::announce::announce;
use super::debian;
use super::environment::Environment;

pub(super) fn ensure(workspace: &Workspace) -> CommandResult<Environment> {
    if let Some(found) = find() {
        return Ok(found);
    }
    if debian::may_install() {
        announce("webkit2gtk-driver and xvfb by apt-get");
        debian::install(workspace, &["webkit2gtk-driver", "xvfb"])?;
    }
    find().ok_or_else(|| CommandError::new(MISSING))
}

/// The driver finds its browser, because both come from the same build.
fn find() -> Option<Environment> {
    let programs = [("WEBKITWEBDRIVER", "WebKitWebDriver"), ("XVFB", "Xvfb")];
    programs
        .into_iter()
        .map(|(variable, name)| Some((variable, process::named(variable, &[name])?)))
        .collect()
}

const MISSING: &str = "WebKitWebDriver or Xvfb is missing. Install both (Debian: `webkit2gtk-driver` and `xvfb`), and put \
    `WebKitWebDriver` and `Xvfb` on PATH, or name them in the environment variables WEBKITWEBDRIVER and XVFB; \
    `cargo xtask test --without webkit` leaves the journey out that needs them.";
