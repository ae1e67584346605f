//! wasm-opt, esbuild and the test servers, in the versions that `package-lock.json` pins.

use std::fs;

use crate::bundle::digest::hex_sha256;
use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::workspace::Workspace;

use super::announce::announce;

/// Inside of `node_modules`, so that deleting the folder deletes the stamp.
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
        // npm would empty the folder of another checkout.
        fs::remove_file(workspace.path(FOLDER)).context("remove the link node_modules")?;
    }
    announce("npm packages by npm ci, into node_modules");
    process::run(workspace.command("npm").args(["ci", "--no-progress"]))?;
    fs::write(workspace.path(STAMP), wanted).context("write the stamp of the npm packages")
}
