//! The released programs: their targets, tools and builds.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::bundle::{refuse_paths_of_this_machine, remap_flags};
use crate::demo::PORTAL_VARIABLE;
use crate::error::{CommandResult, Context};
use crate::process;
use crate::setup;
use crate::workspace::Workspace;

/// A platform that `haulout` is released for. The release workflow builds those for macOS and Windows on such machines.
pub(super) struct Program {
    pub(super) triple: &'static str,
    /// The architecture of the image with this program, in OCI's words.
    pub(super) image_architecture: Option<&'static str>,
    /// Variables for the C compiler and the linker.
    environment: &'static [(&'static str, &'static str)],
    /// Flags of the Rust compiler.
    flags: &'static [&'static str],
}

pub(super) const PROGRAMS: &[Program] = &[
    Program {
        triple: "x86_64-unknown-linux-musl",
        image_architecture: Some("amd64"),
        environment: &[],
        flags: &[],
    },
    Program {
        triple: "x86_64-unknown-linux-gnu",
        image_architecture: None,
        environment: &[],
        flags: &[],
    },
    Program {
        triple: "aarch64-unknown-linux-musl",
        image_architecture: Some("arm64"),
        // Debian has no compiler for arm64 with musl. The C code calls nothing that differs, and Rust brings musl.
        environment: &[("CC_aarch64_unknown_linux_musl", "aarch64-linux-gnu-gcc")],
        flags: &["-Clinker=rust-lld", "-Clink-self-contained=yes"],
    },
];

impl Program {
    /// Installs the target and its compiler if they are missing.
    pub(super) fn ensure_tools(&self, workspace: &Workspace) -> CommandResult {
        setup::release_target(workspace, self.triple)
    }

    /// Builds the program with these features.
    pub(super) fn build(
        &self,
        workspace: &Workspace,
        portal: &Path,
        commit: &str,
        features: &[&str],
    ) -> CommandResult<Vec<u8>> {
        let triple = self.triple;
        let mut flags = remap_flags(workspace);
        flags.extend(self.flags.iter().map(|flag| (*flag).to_owned()));
        let mut cargo = workspace.cargo(["build", "--locked", "--profile", PROFILE]);
        cargo
            // It would override the flags below.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env(PORTAL_VARIABLE, portal)
            .env(COMMIT_VARIABLE, commit)
            .envs(self.environment.iter().copied())
            .args(["--package", "haulout-cli", "--bin", "haulout"])
            .args(["--target", triple, "--features", &features.join(",")])
            // The names of functions are a tenth of the program, and its log never has them.
            .args(["--config", "profile.server.strip='symbols'"])
            .arg("--config")
            .arg(format!("target.{triple}.rustflags={}", Value::from(flags)));
        process::run(&mut cargo)?;
        let end = if triple.contains("windows") {
            ".exe"
        } else {
            ""
        };
        let path = format!("target/{triple}/{PROFILE}/haulout{end}");
        let bytes = fs::read(workspace.path(&path)).context(format_args!("read {path}"))?;
        refuse_paths_of_this_machine(workspace, &bytes)?;
        Ok(bytes)
    }
}

/// Puts the commit into the version that the program prints.
const COMMIT_VARIABLE: &str = "HAULOUT_BUILD_COMMIT";
/// What operators run; Cargo.toml has its settings.
const PROFILE: &str = "server";
