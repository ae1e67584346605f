//! Benches that take minutes: the machine, the portal, its first load beside other portals, each form of kubeconfig
//! export, and the gateway.

mod browser;
mod children;
mod drain;
mod gateway;
mod load;
mod oauth2_proxy;
mod portal;
mod report;
mod rows;
mod servers;

use std::process::Stdio;

use crate::error::{CommandError, CommandResult};
use crate::process;
use crate::setup;
use crate::workspace::Workspace;

/// `cargo xtask bench machine`, `portal`, `load`, `renewal [--json]`, `gateway [--json] [--smoke] [--only PART]`.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> CommandResult {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["machine"] => {
            let bench = ["bench", "--package", SIMULATION, "--bench", "machine"];
            process::run(&mut workspace.cargo(bench))
        }
        ["renewal"] => renewal(workspace, &[]),
        ["renewal", "--json"] => renewal(workspace, &["--json"]),
        ["portal"] => portal::command(workspace),
        ["load", rest @ ..] => browser::command(workspace, rest),
        ["gateway", rest @ ..] => gateway::command(workspace, rest),
        _ => Err(CommandError::usage(
            "usage: cargo xtask bench machine | portal | renewal [--json] | load [--runs N] [--json FILE] [--write] \
             [--smoke] [--only PART] | gateway [--json] [--smoke] [--only PART]",
        )),
    }
}

/// Runs kubectl against a simulated cluster while `haulout open` and other programs renew credentials.
fn renewal(workspace: &Workspace, arguments: &[&str]) -> CommandResult {
    let kubectl = setup::kubectl(workspace)?;
    let build = ["build", "--quiet", "--package", CLI];
    process::run(
        workspace
            .cargo(build)
            .args(["--bin", HAULOUT, "--example", EXAMPLE]),
    )?;
    let target = target_folder(workspace)?;
    let mut bench = workspace.command(format!("{target}/debug/examples/{EXAMPLE}"));
    bench
        .arg("--haulout")
        .arg(format!("{target}/debug/{HAULOUT}"))
        .arg("--kubectl")
        .arg(kubectl)
        .args(arguments)
        .stdin(Stdio::null());
    process::run(&mut bench)
}

/// Cargo's build folder.
fn target_folder(workspace: &Workspace) -> CommandResult<String> {
    let metadata = workspace.metadata()?;
    let target = metadata["target_directory"].as_str();
    let target =
        target.ok_or_else(|| CommandError::new("cargo does not report its build folder"))?;
    Ok(target.to_owned())
}

const SIMULATION: &str = "haulout-simulate";
const CLI: &str = "haulout-cli";
const GATEWAY: &str = "haulout-gateway";
const HAULOUT: &str = "haulout";
const EXAMPLE: &str = "renewal";
