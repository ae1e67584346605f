//! Where things are in the checkout, and what cargo says about its packages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::error::{CommandError, CommandResult, Context};
use crate::process;

/// The checkout that the command works on.
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The checkout that holds this program's own sources, or else the current folder.
    ///
    /// Cargo tells at run time where the package lies, so that a build folder
    /// shared by two checkouts cannot send us to the wrong one.
    pub(crate) fn find() -> CommandResult<Self> {
        let start = match std::env::var_os("CARGO_MANIFEST_DIR") {
            Some(folder) => PathBuf::from(folder),
            None => std::env::current_dir().context("find the current folder")?,
        };
        let root = start
            .ancestors()
            .find(|folder| folder.join("xtask/Cargo.toml").is_file())
            .ok_or_else(|| CommandError::new(format!("{} lies in no checkout", start.display())))?;
        Ok(Self {
            root: root.to_owned(),
        })
    }

    /// A checkout at a folder of the caller's choice.
    #[cfg(test)]
    pub(crate) fn at(root: PathBuf) -> Self {
        Self { root }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    pub(crate) fn read(&self, relative: &str) -> CommandResult<String> {
        fs::read_to_string(self.path(relative)).context(format_args!("read {relative}"))
    }

    /// A command that runs in the root of the checkout.
    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.current_dir(&self.root);
        for variable in VARIABLES_OF_CARGO_RUN {
            command.env_remove(variable);
        }
        command
    }

    pub(crate) fn cargo<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = self.command("cargo");
        command.args(arguments);
        command
    }

    /// A program from `node_modules/.bin`.
    pub(crate) fn npm_program(&self, name: &str) -> Command {
        self.command(self.path("node_modules/.bin").join(name))
    }

    /// Where `cargo install` puts the tools of this checkout.
    pub(crate) fn tool(&self, name: &str) -> PathBuf {
        self.path("target/tools/bin").join(name)
    }

    /// Our own corner of the build folder.
    pub(crate) fn scratch(&self) -> CommandResult<PathBuf> {
        let folder = self.path("target/xtask");
        fs::create_dir_all(&folder).context(format_args!("make {}", folder.display()))?;
        Ok(folder)
    }

    /// What cargo knows about the members, as its JSON.
    pub(crate) fn metadata(&self) -> CommandResult<Value> {
        let text =
            process::output(&mut self.cargo(["metadata", "--no-deps", "--format-version", "1"]))?;
        serde_json::from_str(&text).context("read the output of cargo metadata")
    }
}

/// What `cargo run` tells this program about its own package, which would
/// mislead the build scripts of another one into building again.
const VARIABLES_OF_CARGO_RUN: [&str; 3] = [
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_PATH",
    "CARGO_PKG_NAME",
];
