//! Builds the two portals of `xtask/bench/peers` as their users do: bundled, minified and compressed.

use std::fs;
use std::path::PathBuf;

use crate::bundle;
use crate::error::{CommandResult, Context};
use crate::process;
use crate::workspace::Workspace;

/// A library for pages, and the package with its hooks.
struct Library {
    id: &'static str,
    hooks: &'static str,
}

const LIBRARIES: [Library; 2] = [
    Library {
        id: REACT,
        hooks: "react",
    },
    Library {
        id: PREACT,
        hooks: "preact/hooks",
    },
];

/// The names of the peers, which are also the names of their folders and packages.
pub(super) const REACT: &str = "react";
pub(super) const PREACT: &str = "preact";

/// The packages whose versions a report names.
pub(super) const PACKAGES: [&str; 4] = ["react", "oidc-client-ts", "preact", "oauth4webapi"];

/// The name and the folder of each peer.
pub(super) fn build(workspace: &Workspace) -> CommandResult<Vec<(&'static str, PathBuf)>> {
    LIBRARIES
        .iter()
        .map(|library| Ok((library.id, build_one(workspace, library)?)))
        .collect()
}

fn build_one(workspace: &Workspace, library: &Library) -> CommandResult<PathBuf> {
    let Library { id, hooks } = library;
    let folder = workspace.scratch()?.join("peers").join(id);
    fs::create_dir_all(&folder).context(format_args!("make {}", folder.display()))?;
    let script = folder.join("bundled.js");
    let mut esbuild = workspace.npm_program("esbuild");
    esbuild
        .arg(format!("{SOURCES}/{id}/main.jsx"))
        .args(["--bundle", "--minify", "--format=esm", "--target=es2022"])
        .args(["--jsx=automatic", "--log-level=warning"])
        .arg(format!("--jsx-import-source={id}"))
        .arg(format!("--alias:hooks={hooks}"))
        .arg("--define:process.env.NODE_ENV=\"production\"")
        .arg(format!("--outfile={}", script.display()));
    process::run(&mut esbuild)?;
    let script = fs::read(&script).context("read the bundled script")?;
    bundle::write_compressed(&folder.join("main.js"), &script)?;
    for name in ["index.html", "style.css"] {
        let text = workspace.read(&format!("{SOURCES}/{name}"))?;
        bundle::write_compressed(&folder.join(name), text.as_bytes())?;
    }
    Ok(folder)
}

const SOURCES: &str = "xtask/bench/peers";
