//! Installs missing tools and announces each installation.

mod announce;
mod browser;
mod cluster_schemas;
mod cross;
mod debian;
mod environment;
mod firefox;
mod kubectl;
mod nginx;
mod npm;
mod peers;
mod rust;
mod webkit;
mod wrk;

use std::path::PathBuf;

use crate::error::{CommandError, CommandResult};
use crate::workspace::Workspace;

pub(crate) use browser::Browser;
pub(crate) use cluster_schemas::ChartTools;
pub(crate) use environment::Environment;
pub(crate) use peers::Peer;

/// A tool that a command needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// rustfmt and clippy.
    Lints,
    /// The wasm target.
    Wasm,
    /// wasm-pack, which runs the tests in a browser.
    WasmPack,
    /// cargo-deny, which checks licences and sources of dependencies.
    CargoDeny,
    /// wasm-opt, esbuild and the test servers from npm.
    Npm,
    /// Chromium and ChromeDriver.
    Browser,
    /// A kubectl with support for exec credentials in `v1`.
    Kubectl,
    /// nginx, as a reverse proxy of the gateway.
    Nginx,
    /// A browser with another engine than Chromium's, and its driver.
    Other(OtherBrowser),
    /// wrk, the load generator of a bench; `setup` does not install it.
    Wrk,
}

/// A browser for tests of its engine. All other tests use Chromium.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OtherBrowser {
    Firefox,
    WebKit,
}

impl OtherBrowser {
    pub(crate) const ALL: [Self; 2] = [Self::Firefox, Self::WebKit];

    /// The name on the command line and in the names of tests.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }
}

/// `cargo xtask setup`: installs the tools of all commands.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> CommandResult {
    if let Some(argument) = arguments.first() {
        return Err(CommandError::usage(format!(
            "`setup` takes no argument `{argument}`"
        )));
    }
    ensure(
        workspace,
        &[
            Need::Lints,
            Need::Wasm,
            Need::WasmPack,
            Need::CargoDeny,
            Need::Npm,
            Need::Browser,
            Need::Kubectl,
            Need::Nginx,
            Need::Other(OtherBrowser::Firefox),
            Need::Other(OtherBrowser::WebKit),
        ],
    )
}

/// Installs each missing tool, in order.
pub(crate) fn ensure(workspace: &Workspace, needs: &[Need]) -> CommandResult {
    for need in needs {
        match need {
            Need::Lints => rust::ensure_lints(workspace)?,
            Need::Wasm => rust::ensure_wasm(workspace)?,
            Need::WasmPack => rust::ensure_wasm_pack(workspace)?,
            Need::CargoDeny => rust::ensure_cargo_deny(workspace)?,
            Need::Npm => npm::ensure(workspace)?,
            Need::Browser => drop(browser(workspace)?),
            Need::Kubectl => drop(kubectl(workspace)?),
            Need::Nginx => drop(nginx(workspace)?),
            Need::Other(browser) => drop(other_browser(workspace, *browser)?),
            Need::Wrk => wrk::ensure(workspace)?,
        }
    }
    Ok(())
}

/// Chromium and its driver, installed if missing.
pub(crate) fn browser(workspace: &Workspace) -> CommandResult<Browser> {
    browser::ensure(workspace)
}

/// The programs of a browser with another engine, installed if missing.
pub(crate) fn other_browser(
    workspace: &Workspace,
    browser: OtherBrowser,
) -> CommandResult<Environment> {
    match browser {
        OtherBrowser::Firefox => firefox::ensure(workspace),
        OtherBrowser::WebKit => webkit::ensure(workspace),
    }
}

/// The environment of the tests with this program, or the reason why it is not there.
pub(crate) fn peer(workspace: &Workspace, peer: Peer) -> CommandResult<Environment> {
    peers::ensure(workspace, peer)
}

/// The path of oauth2-proxy, or the reason why it is not there; `build` is whether to build a missing one.
pub(crate) fn oauth2_proxy(workspace: &Workspace, build: bool) -> CommandResult<PathBuf> {
    peers::oauth2_proxy(workspace, build)
}

/// Installs what a build for this target needs.
pub(crate) fn release_target(workspace: &Workspace, triple: &str) -> CommandResult {
    cross::ensure(workspace, triple)
}

/// The programs and schemas that check the manifests, or the reason why they are not there.
pub(crate) fn chart_tools(workspace: &Workspace) -> CommandResult<ChartTools> {
    cluster_schemas::ensure(workspace)
}

/// The path of a recent kubectl, installed if missing.
pub(crate) fn kubectl(workspace: &Workspace) -> CommandResult<PathBuf> {
    kubectl::ensure(workspace)
}

/// The path of nginx, installed if missing.
pub(crate) fn nginx(workspace: &Workspace) -> CommandResult<PathBuf> {
    nginx::ensure(workspace)
}

/// The path of nginx if it is installed, for optional use.
pub(crate) fn nginx_if_here() -> Option<PathBuf> {
    nginx::find()
}

/// The folder of the programs with which wasm-pack runs tests, built if missing.
pub(crate) fn wasm_test_runner(workspace: &Workspace) -> CommandResult<PathBuf> {
    rust::build_wasm_test_runner(workspace)
}
