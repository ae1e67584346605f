//! The Helm chart as an archive, as `helm package` would write it.

use super::Release;
use super::archive::Archive;
use crate::error::{CommandError, CommandResult};

/// The chart's files below a folder with its name, as Helm reads them; without the value sets of the check.
pub(super) fn archive(release: &Release<'_>) -> CommandResult<Vec<u8>> {
    let mut archive = Archive::new(release.time);
    let manifest = release.workspace.read(&format!("{FOLDER}Chart.yaml"))?;
    for field in ["version", "appVersion"] {
        let line = format!("{field}: {}", release.version);
        if !manifest.lines().any(|written| written == line) {
            return Err(CommandError::new(format!(
                "{FOLDER}Chart.yaml must have the line `{line}`"
            )));
        }
    }
    let mut names = release.workspace.files()?;
    names.sort();
    for name in names {
        let Some(inside) = name.strip_prefix(FOLDER) else {
            continue;
        };
        if !inside.starts_with("ci/") {
            let text = release.workspace.read(&name)?;
            archive.file(&format!("haulout/{inside}"), text.as_bytes())?;
        }
    }
    archive.gzip()
}

const FOLDER: &str = "deploy/helm/haulout/";
