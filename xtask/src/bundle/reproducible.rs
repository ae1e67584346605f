//! Builds both programs in two folders, and compares their files.

use std::fs;
use std::path::PathBuf;

use super::digest;
use super::make_parent;
use super::wasm::{self, Variant};
use crate::error::{CommandError, CommandResult, Context};
use crate::setup::{self, Need};
use crate::workspace::Workspace;

/// `cargo xtask reproducible`.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> CommandResult {
    if let Some(argument) = arguments.first() {
        return Err(CommandError::usage(format!(
            "`reproducible` takes no argument `{argument}`"
        )));
    }
    setup::ensure(workspace, &[Need::Wasm, Need::Npm])?;
    let [first, second] = [copy(workspace, FOLDERS[0])?, copy(workspace, FOLDERS[1])?];
    let mut differing = Vec::new();
    for variant in [Variant::Headless, Variant::Interface] {
        let builds = [
            wasm::build(&first, variant)?,
            wasm::build(&second, variant)?,
        ];
        for ((name, one), (_, other)) in builds[0].files().into_iter().zip(builds[1].files()) {
            println!("{} {variant:?} {name}", digest::hex_sha256(one));
            if one != other {
                println!("{} the same in the other folder", digest::hex_sha256(other));
                differing.push(format!("{variant:?} {name}"));
            }
        }
    }
    match differing.is_empty() {
        true => Ok(()),
        false => Err(CommandError::new(format!(
            "these files depend on the folder: {}",
            differing.join(", ")
        ))),
    }
}

/// Copies the checkout without its build folder, so that nothing is reused.
fn copy(workspace: &Workspace, folder: &str) -> CommandResult<Workspace> {
    let root = workspace.path(folder);
    if root.exists() {
        fs::remove_dir_all(&root).context(format_args!("remove {folder}"))?;
    }
    for name in workspace.files()? {
        let target: PathBuf = root.join(&name);
        make_parent(&target)?;
        fs::copy(workspace.path(&name), target).context(format_args!("copy {name}"))?;
    }
    link_npm_packages(workspace, &root.join("node_modules"))?;
    Ok(Workspace::at(root))
}

#[cfg(unix)]
fn link_npm_packages(workspace: &Workspace, link: &std::path::Path) -> CommandResult {
    std::os::unix::fs::symlink(workspace.path("node_modules"), link)
        .context("link the npm packages")
}

#[cfg(not(unix))]
fn link_npm_packages(_: &Workspace, _: &std::path::Path) -> CommandResult {
    Err(CommandError::new("`reproducible` needs symbolic links"))
}

/// Of different lengths, because a path in a file would move what follows it.
const FOLDERS: [&str; 2] = [
    "target/reproducible/a",
    "target/reproducible/another-folder",
];
