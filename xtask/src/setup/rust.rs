//! Additions to the Rust toolchain: components, the wasm target, and tools from `cargo install`.

use std::path::{Path, PathBuf};

use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::workspace::Workspace;

use super::announce::announce;

/// The version of wasm-pack whose command line and output the browser tests rely on.
const WASM_PACK_VERSION: &str = "0.15.1";

/// The version of cargo-deny that `deny.toml` is written for.
const CARGO_DENY_VERSION: &str = "0.20.2";

const WASM_TARGET: &str = "wasm32-unknown-unknown";

pub(super) fn ensure_lints(workspace: &Workspace) -> CommandResult {
    let programs = sysroot(workspace)?.join("bin");
    for (program, component) in [("cargo-fmt", "rustfmt"), ("cargo-clippy", "clippy")] {
        if !process::is_program(&programs.join(program)) && !on_path_without_rustup(program) {
            rustup(workspace, &["component", "add", component])?;
        }
    }
    Ok(())
}

pub(super) fn ensure_wasm(workspace: &Workspace) -> CommandResult {
    ensure_target(workspace, WASM_TARGET)
}

/// The standard library of a target.
pub(super) fn ensure_target(workspace: &Workspace, triple: &str) -> CommandResult {
    let library = sysroot(workspace)?.join("lib/rustlib").join(triple);
    if !library.is_dir() {
        rustup(workspace, &["target", "add", triple])?;
    }
    Ok(())
}

pub(super) fn ensure_wasm_pack(workspace: &Workspace) -> CommandResult {
    let name = "wasm-pack";
    ensure_tool(workspace, name, name, WASM_PACK_VERSION, Profile::Release)
}

pub(super) fn ensure_cargo_deny(workspace: &Workspace) -> CommandResult {
    let name = "cargo-deny";
    ensure_tool(workspace, name, name, CARGO_DENY_VERSION, Profile::Debug)
}

/// Builds the runner of wasm tests and returns its folder.
pub(super) fn build_wasm_test_runner(workspace: &Workspace) -> CommandResult<PathBuf> {
    process::run(&mut workspace.cargo(["build", "--locked", "--package", "wasm-test-runner"]))?;
    let ourselves = std::env::current_exe().context("find this program")?;
    // Both are members of the same workspace, so cargo puts them into the same folder.
    let folder = ourselves.parent().map(Path::to_owned);
    folder.ok_or_else(|| CommandError::new("the path of this program has no folder"))
}

/// Whether a tool is built with optimisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Profile {
    Debug,
    Release,
}

/// Installs a program of crates.io in exactly this version, into the checkout's folder of tools.
pub(super) fn ensure_tool(
    workspace: &Workspace,
    program: &str,
    package: &str,
    version: &str,
    profile: Profile,
) -> CommandResult {
    if installed_version(workspace, &workspace.tool(program)).as_deref() == Some(version) {
        return Ok(());
    }
    announce(&format!(
        "{package} {version} by cargo install, into target/tools"
    ));
    let install = |lock: &[&str]| {
        let root = workspace.path("target/tools");
        let mut command = workspace.cargo(["install", "--force", "--quiet", "--root"]);
        command.arg(root).args(["--version", version, package]);
        if profile == Profile::Debug {
            command
                .arg("--debug")
                .env("CARGO_PROFILE_DEV_DEBUG", "false");
        }
        process::run(command.args(lock))
    };
    // The lock file of the tool may name a version that is yanked or that a mirror does not have yet. The version of
    // the tool itself is pinned in both cases.
    install(&["--locked"]).or_else(|_| {
        announce(&format!(
            "{package} again, with the versions that the registry has"
        ));
        install(&[])
    })
}

/// The version of a tool: the second word of `<tool> --version`.
fn installed_version(workspace: &Workspace, tool: &Path) -> Option<String> {
    if !process::is_program(tool) {
        return None;
    }
    let answer = process::output(workspace.command(tool).arg("--version")).ok()?;
    answer.split_whitespace().nth(1).map(str::to_owned)
}

fn sysroot(workspace: &Workspace) -> CommandResult<PathBuf> {
    let answer = process::output(workspace.command("rustc").args(["--print", "sysroot"]))?;
    Ok(PathBuf::from(answer.trim()))
}

/// Toolchains from other sources than rustup may have their programs elsewhere. rustup's proxies on `PATH` exist even
/// for missing components.
fn on_path_without_rustup(program: &str) -> bool {
    process::on_path(&["rustup"]).is_none() && process::on_path(&[program]).is_some()
}

fn rustup(workspace: &Workspace, arguments: &[&str]) -> CommandResult {
    if process::on_path(&["rustup"]).is_none() {
        return Err(CommandError::new(format!(
            "rustup is missing, so `rustup {}` has to be replaced by a package of your system",
            arguments.join(" ")
        )));
    }
    announce(&format!("rustup {}", arguments.join(" ")));
    process::run(workspace.command("rustup").args(arguments))
}
