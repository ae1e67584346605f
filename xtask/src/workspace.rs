//! Paths in the checkout, and cargo's metadata of its packages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::error::{CommandError, CommandResult, Context};
use crate::process;

/// The checkout that the command runs on.
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The checkout with this program's sources, or else the checkout of the current folder.
    ///
    /// Cargo sets the package's path at run time, so that a build folder that two checkouts share does not lead to the
    /// wrong one.
    pub(crate) fn find() -> CommandResult<Self> {
        let start = match std::env::var_os("CARGO_MANIFEST_DIR") {
            Some(folder) => PathBuf::from(folder),
            None => std::env::current_dir().context("find the current folder")?,
        };
        let root = start
            .ancestors()
            .find(|folder| folder.join("xtask/Cargo.toml").is_file())
            .ok_or_else(|| {
                CommandError::new(format!("{} is not in a checkout", start.display()))
            })?;
        Ok(Self {
            root: root.to_owned(),
        })
    }

    /// A checkout at this folder.
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

    /// The folder for tools that `cargo install` installs for this checkout.
    pub(crate) fn tool(&self, name: &str) -> PathBuf {
        self.path("target/tools/bin").join(name)
    }

    /// The folder of this program's files in the build folder.
    pub(crate) fn scratch(&self) -> CommandResult<PathBuf> {
        let folder = self.path("target/xtask");
        fs::create_dir_all(&folder).context(format_args!("make {}", folder.display()))?;
        Ok(folder)
    }

    /// The files that git tracks or would track, so that a new file counts before its first commit.
    pub(crate) fn files(&self) -> CommandResult<Vec<String>> {
        let listing = process::output(
            self.command("git")
                // In containers, the checkout may belong to another user.
                .args(["-c", &format!("safe.directory={}", self.root.display())])
                .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]),
        )?;
        let names = listing.split('\0').filter(|name| !name.is_empty());
        // Git still lists a file that was deleted and not yet committed.
        let names = names.filter(|name| self.path(name).exists());
        let names: Vec<String> = names.map(str::to_owned).collect();
        match names.is_empty() {
            true => Err(CommandError::new("git lists no files")),
            false => Ok(names),
        }
    }

    /// Cargo's metadata of the members, as JSON.
    pub(crate) fn metadata(&self) -> CommandResult<Value> {
        let text =
            process::output(&mut self.cargo(["metadata", "--no-deps", "--format-version", "1"]))?;
        serde_json::from_str(&text).context("read the output of cargo metadata")
    }
}

/// The variables that `cargo run` sets for this program. Build scripts of other packages would see a change and run
/// again.
const VARIABLES_OF_CARGO_RUN: [&str; 3] = [
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_PATH",
    "CARGO_PKG_NAME",
];
