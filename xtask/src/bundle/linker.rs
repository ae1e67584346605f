//! Makes wasm-pack's build one that can be optimised across crates.
//!
//! The component is a `cdylib` for the web and an `rlib` for its tests. Cargo skips link-time
//! optimisation, silently, whenever an `rlib` is built in the same go; a third more bytes is what
//! that costs. `cargo rustc` can leave the `rlib` out, `cargo build` and hence wasm-pack cannot.

use std::fs;
use std::process::Command;

use crate::failure::{Doing, Failure, Outcome};
use crate::process;
use crate::workspace::Workspace;

/// Puts a stand-in for cargo on the `PATH` of wasm-pack that builds the `cdylib` alone.
pub(super) fn build_only_a_cdylib(workspace: &Workspace, wasm_pack: &mut Command) -> Outcome {
    let cargo = process::on_path(&["cargo"])
        .ok_or_else(|| Failure::new("cargo is not on PATH, and wasm-pack needs it there"))?;
    let folder = workspace.scratch()?.join("stand-in");
    fs::create_dir_all(&folder).doing(format_args!("make {}", folder.display()))?;
    write_stand_in(&folder.join("cargo"))?;
    let path = process::path_with([folder, workspace.path("target/tools/bin")])?;
    wasm_pack.env("PATH", path).env(REAL_CARGO, cargo);
    Ok(())
}

#[cfg(unix)]
fn write_stand_in(file: &std::path::Path) -> Outcome {
    use std::os::unix::fs::PermissionsExt;
    let writing = format!("write {}", file.display());
    fs::write(file, STAND_IN).doing(&writing)?;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755)).doing(&writing)
}

#[cfg(not(unix))]
fn write_stand_in(_: &std::path::Path) -> Outcome {
    Err(Failure::new("the bundle is built on Linux or macOS"))
}

/// Tells the stand-in where cargo is, since the stand-in hides it.
const REAL_CARGO: &str = "HAULOUT_REAL_CARGO";

#[cfg(unix)]
const STAND_IN: &str = r#"#!/bin/sh
# Written by `cargo xtask bundle`, for wasm-pack.
if [ "$1" = build ]; then
    shift
    exec "$HAULOUT_REAL_CARGO" rustc --crate-type cdylib "$@"
fi
exec "$HAULOUT_REAL_CARGO" "$@"
"#;
