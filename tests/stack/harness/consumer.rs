//! Pages of package users, built from the packed npm package with common bundlers.

use std::path::PathBuf;
use std::process::Stdio;

use tempfile::TempDir;
use tokio::process::Command;

use super::tools;

/// Built pages, each in its own folder, which are deleted on drop.
pub(crate) struct Consumers {
    folder: TempDir,
}

impl Consumers {
    /// Builds each of these: `TOOL=FOLDER`, with a folder of this workspace.
    pub(crate) async fn build(builds: &[&str]) -> Self {
        let workspace = env!("CARGO_MANIFEST_DIR");
        let folder = tempfile::tempdir().unwrap();
        let output = Command::new(tools::find("NODE", &["node"]))
            .arg("tests/consumers/build.mjs")
            .arg(folder.path())
            .args(builds)
            .current_dir(workspace)
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await
            .unwrap();
        assert!(output.status.success(), "{builds:?}: {output:#?}");
        Self { folder }
    }

    /// The root folder for a web server.
    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }
}
