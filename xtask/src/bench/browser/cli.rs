//! The Pinniped CLI, which users have instead of a portal: from the code to the credential.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::error::{CommandError, CommandResult, Context};
use crate::setup::{self, Peer};

use super::super::children::{self, Running};
use super::super::report::reason;
use super::LoadBench;

/// The times in milliseconds, or the reason why the CLI was not run.
pub(super) fn measure(bench: &LoadBench<'_>, runs: usize) -> Result<Vec<f64>, String> {
    run(bench, runs).map_err(|error| reason(&error))
}

fn run(bench: &LoadBench<'_>, runs: usize) -> CommandResult<Vec<f64>> {
    let programs = setup::peer(bench.workspace, Peer::PinnipedCli)?;
    let (_, program) = programs
        .first()
        .ok_or_else(|| CommandError::new("the Pinniped CLI is missing"))?;
    let ca = bench.workspace.scratch()?.join("load-issuer-ca.pem");
    let more = ["--issuer-ca".to_owned(), ca.display().to_string()];
    let (_running, servers) = bench.start_servers(&more)?;
    let ca_data = BASE64_STANDARD.encode(fs::read(&ca).context("read the issuer's CA")?);
    let plan = json!({
        "program": program,
        "arguments": arguments(&servers, &ca_data),
        "runs": runs,
    });
    let mut command = children::command(bench.workspace, Path::new("node"));
    command
        .env("NODE_EXTRA_CA_CERTS", &ca)
        .arg(bench.workspace.path("xtask/bench/browser/pinniped_cli.mjs"))
        .arg(plan.to_string());
    let mut measuring = Running::tool(command, "the measurement of the Pinniped CLI")?;
    let answer = measuring.answer()?;
    let times = answer["times"].as_array().into_iter().flatten();
    Ok(times.filter_map(Value::as_f64).collect())
}

/// As in a kubeconfig of the CLI.
fn arguments(servers: &Value, ca_data: &str) -> Vec<String> {
    let cluster = &servers["clusters"][0];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut arguments = ["login", "oidc", "--enable-concierge", "--skip-browser"]
        .map(str::to_owned)
        .to_vec();
    let named = [
        ("issuer", text(&servers["issuer"])),
        ("client-id", "pinniped-cli".to_owned()),
        (
            "scopes",
            "offline_access,openid,pinniped:request-audience,username,groups".to_owned(),
        ),
        ("ca-bundle-data", ca_data.to_owned()),
        ("request-audience", text(&cluster["audience"])),
        ("concierge-endpoint", text(&cluster["server"])),
        ("concierge-ca-bundle-data", text(&cluster["ca"])),
        ("concierge-api-group-suffix", "pinniped.dev".to_owned()),
        ("concierge-authenticator-type", "jwt".to_owned()),
        ("concierge-authenticator-name", "supervisor".to_owned()),
    ];
    arguments.extend(named.map(|(name, value)| format!("--{name}={value}")));
    arguments
}
