//! A digest of all inputs of the bundle: if it is unchanged, nothing has to be built.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{CommandResult, Context};
use crate::process;
use crate::workspace::Workspace;

use super::digest::hex_sha256;

/// The folders and files that the bundle depends on, including the build code.
const INPUTS: [&str; 12] = [
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "crates/protocol/Cargo.toml",
    "crates/protocol/src",
    "docs/embedding.md",
    "docs/errors.md",
    "package-lock.json",
    "src",
    "www",
    "xtask/Cargo.toml",
    "xtask/src/bundle",
];

pub(super) fn digest(workspace: &Workspace) -> CommandResult<String> {
    let mut files = Vec::new();
    for input in INPUTS {
        collect(&workspace.path(input), &mut files)?;
    }
    // The hand-written files of the package; its other files are generated.
    let package = workspace.path("pkg");
    for entry in fs::read_dir(&package).context("read pkg")? {
        let path = entry.context("read pkg")?.path();
        if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    let mut summary = process::output(workspace.command("rustc").arg("-V"))?;
    for file in files {
        let bytes = fs::read(&file).context(format_args!("read {}", file.display()))?;
        let name = file.strip_prefix(workspace.root()).unwrap_or(&file);
        summary.push_str(&format!("{} {}\n", hex_sha256(&bytes), name.display()));
    }
    Ok(hex_sha256(summary.as_bytes()))
}

/// Every file at or below `path`; none if the path does not exist.
pub(super) fn collect(path: &Path, files: &mut Vec<PathBuf>) -> CommandResult {
    if path.is_file() {
        files.push(path.to_owned());
    } else if path.is_dir() {
        let reading = format!("read {}", path.display());
        for entry in fs::read_dir(path).context(&reading)? {
            collect(&entry.context(&reading)?.path(), files)?;
        }
    }
    Ok(())
}
