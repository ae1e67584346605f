//! Pages of others, built from the packed npm package by the tools that people use.

use std::path::PathBuf;
use std::process::Stdio;

use tempfile::TempDir;
use tokio::process::Command;

use super::tools;

/// Built pages, each in a folder of its own, deleted on drop.
pub(crate) struct Consumers {
    folder: TempDir,
}

impl Consumers {
    /// Builds each of these, `TOOL=FOLDER` with a folder of this workspace.
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

    /// What a web server has as its root.
    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }
}
