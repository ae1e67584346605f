//! Copies the package's files into the portal, for pages on other origins that load them from the gateway.

use std::fs;

use serde_json::Value;

use crate::error::{CommandResult, Context};
use crate::workspace::Workspace;

use super::inputs::collect;
use super::portal::SiteFile;

/// The folder of these files in the portal, as the gateway expects it.
const FOLDER: &str = "embed";

/// Every file of the package that a browser can run, by its path in the package.
pub(super) fn files(workspace: &Workspace) -> CommandResult<Vec<SiteFile>> {
    let manifest: Value = serde_json::from_str(&workspace.read("pkg/package.json")?)
        .context("read pkg/package.json")?;
    let package = workspace.path("pkg");
    let mut paths = Vec::new();
    for name in manifest["files"].as_array().into_iter().flatten() {
        collect(&package.join(name.as_str().unwrap_or_default()), &mut paths)?;
    }
    paths.retain(|path| {
        let runs = |end: &str| path.extension().is_some_and(|it| it == end);
        runs("js") || runs("wasm")
    });
    let file = |path: std::path::PathBuf| {
        let bytes = fs::read(&path).context(format_args!("read {}", path.display()))?;
        let name = path.strip_prefix(&package).unwrap_or(&path);
        let name = name.to_string_lossy().replace('\\', "/");
        Ok(SiteFile {
            path: format!("{FOLDER}/{name}"),
            bytes,
            in_first_load: false,
        })
    };
    paths.into_iter().map(file).collect()
}
