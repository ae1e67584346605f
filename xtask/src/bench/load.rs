//! Load generators: wrk for throughput, our own client with a constant rate for latencies of single requests.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::workspace::Workspace;

use super::children;

/// A request that is sent repeatedly.
pub(super) struct LoadRequest {
    pub(super) path: String,
    pub(super) headers: Vec<String>,
    /// The body of a POST.
    pub(super) body: Option<PathBuf>,
}

/// The results of a measurement.
#[derive(Clone, Copy)]
pub(super) struct Figures {
    pub(super) per_second: f64,
    pub(super) requests: f64,
    pub(super) failed: f64,
    pub(super) p50_ms: f64,
    pub(super) p99_ms: f64,
}

/// The settings of the constant-rate client.
pub(super) struct ConstantRate {
    pub(super) rate: u32,
    pub(super) connections: u32,
    pub(super) seconds: u64,
    /// Whether each request uses a new connection.
    pub(super) fresh: bool,
}

/// Sends as many requests as the server handles; an unsuccessful response fails the bench.
pub(super) fn full(
    workspace: &Workspace,
    wrk: &Path,
    port: u16,
    request: &LoadRequest,
    seconds: u64,
) -> CommandResult<Figures> {
    let mut command = workspace.command(wrk);
    command
        .args(["--threads", "1", "--latency", "--timeout", "10s"])
        .args(["--connections", CONNECTIONS])
        .arg(format!("--duration={seconds}s"))
        .arg("--script")
        .arg(workspace.path("xtask/bench/wrk.lua"))
        .arg(format!("http://127.0.0.1:{port}{}", request.path))
        .arg("--")
        .arg(if request.body.is_some() {
            "POST"
        } else {
            "GET"
        })
        .arg(request.body.as_deref().unwrap_or(Path::new("-")))
        .args(&request.headers);
    let said = process::output(&mut command)?;
    let line = said.lines().find(|line| line.starts_with('{'));
    let figures = read(line.unwrap_or_default())?;
    if figures.failed > 0.0 {
        return Err(CommandError::new(format!(
            "{} requests for {} at port {port} failed",
            figures.failed, request.path
        )));
    }
    Ok(figures)
}

/// Sends requests at a rate that the server can easily handle.
pub(super) fn steady(
    workspace: &Workspace,
    tools: &Path,
    port: u16,
    request: &LoadRequest,
    how: &ConstantRate,
) -> CommandResult<Figures> {
    let mut command = children::command(workspace, tools);
    command
        .arg("load")
        .args(["--address", &format!("127.0.0.1:{port}")])
        .args(["--path", &request.path])
        .args(["--rate", &how.rate.to_string()])
        .args(["--connections", &how.connections.to_string()])
        .args(["--seconds", &how.seconds.to_string()]);
    for header in &request.headers {
        command.args(["--header", header]);
    }
    if let Some(body) = &request.body {
        command.arg("--body").arg(body);
    }
    if how.fresh {
        command.arg("--fresh");
    }
    let said = process::output(&mut command)?;
    let figures = read(&said)?;
    if figures.failed > 0.0 {
        eprintln!("bench: {} at port {port}: {}", request.path, said.trim());
    }
    Ok(figures)
}

fn read(line: &str) -> CommandResult<Figures> {
    let value: Value =
        serde_json::from_str(line).context(format_args!("understand the figures `{line}`"))?;
    let number = |name: &str| value[name].as_f64();
    Ok(Figures {
        per_second: number("per_second").unwrap_or_default(),
        requests: number("requests").unwrap_or_default(),
        failed: number("failed").unwrap_or_default(),
        p50_ms: number("p50_ms").unwrap_or(f64::NAN),
        p99_ms: number("p99_ms").unwrap_or(f64::NAN),
    })
}

/// Enough connections to keep one worker busy during network latency.
const CONNECTIONS: &str = "32";
