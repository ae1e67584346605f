//! Packs the npm package into a tarball that `npm install` accepts.

use crate::bundle;
use crate::error::{CommandError, CommandResult};
use crate::process;
use crate::workspace::Workspace;

/// `cargo xtask pack`.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> CommandResult {
    if !arguments.is_empty() {
        return Err(CommandError::usage("usage: cargo xtask pack"));
    }
    bundle::ensure(workspace)?;
    let folder = workspace.scratch()?;
    let name = process::output(
        workspace
            .command("npm")
            .args(["pack", "--silent", "--pack-destination"])
            .arg(&folder)
            .current_dir(workspace.path("pkg")),
    )?;
    let tarball = folder.join(name.trim());
    println!("{}", tarball.display());
    eprintln!(
        "Install it in another project:\n  npm install {}",
        tarball.display()
    );
    Ok(())
}
