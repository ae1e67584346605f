//! The package's files beside the portal, for pages on other origins that load them from the gateway.

use std::fs;

use serde_json::Value;

use crate::error::{CommandResult, Context};
use crate::workspace::Workspace;

use super::inputs::collect;
use super::portal::SiteFile;

/// Where the gateway looks for them, below the portal's folder.
const FOLDER: &str = "embed";

/// Every file that the package ships and a browser can run, as it lies below the package's folder by now.
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
