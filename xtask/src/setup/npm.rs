//! wasm-opt, esbuild and the test peers, exactly as `package-lock.json` pins them.

use std::fs;

use crate::bundle::digest::hex_sha256;
use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::workspace::Workspace;

use super::announce::announce;

/// Lies inside `node_modules`, so that deleting the folder deletes the claim too.
const STAMP: &str = "node_modules/.installed-lock";
const FOLDER: &str = "node_modules";

pub(super) fn ensure(workspace: &Workspace) -> CommandResult {
    let wanted = hex_sha256(workspace.read("package-lock.json")?.as_bytes());
    if fs::read_to_string(workspace.path(STAMP)).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    if process::on_path(&["npm"]).is_none() || process::on_path(&["node"]).is_none() {
        return Err(CommandError::new(
            "node and npm are missing; install Node.js 20 or newer",
        ));
    }
    if workspace.path(FOLDER).is_symlink() {
        // npm would empty the folder of another checkout that this one shares.
        fs::remove_file(workspace.path(FOLDER)).context("take away the link node_modules")?;
    }
    announce("npm packages by npm ci, into node_modules");
    process::run(workspace.command("npm").args(["ci", "--no-progress"]))?;
    fs::write(workspace.path(STAMP), wanted).context("note which npm packages are installed")
}
