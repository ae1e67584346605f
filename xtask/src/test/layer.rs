//! The layers, in the order in which they run: cheap ones first.

use std::process::Command;

use crate::bundle;
use crate::demo::{self, PORTAL_VARIABLE};
use crate::failure::{Failure, Outcome};
use crate::setup::{self, Need};
use crate::workspace::Workspace;

use super::native;

/// One kind of test or check.
pub(super) struct Layer {
    pub(super) name: &'static str,
    /// Whether the steps report tests; a layer that does not counts as one.
    pub(super) has_tests: bool,
    /// Prepares what the layer needs, and says what to run.
    pub(super) steps: fn(&Workspace) -> Outcome<Vec<Command>>,
}

pub(super) const LAYERS: &[Layer] = &[
    Layer {
        name: "format",
        has_tests: false,
        steps: format,
    },
    Layer {
        name: "clippy",
        has_tests: false,
        steps: clippy,
    },
    Layer {
        name: "tidy",
        has_tests: false,
        steps: tidy,
    },
    Layer {
        name: "native",
        has_tests: true,
        steps: native::steps,
    },
    Layer {
        name: "browser",
        has_tests: true,
        steps: browser,
    },
    Layer {
        name: "package",
        has_tests: true,
        steps: package,
    },
    Layer {
        name: "stack",
        has_tests: true,
        steps: stack,
    },
    Layer {
        name: "budget",
        has_tests: false,
        steps: budget,
    },
];

fn format(workspace: &Workspace) -> Outcome<Vec<Command>> {
    setup::ensure(workspace, &[Need::Lints])?;
    Ok(vec![workspace.cargo(["fmt", "--all", "--check"])])
}

/// Every wasm build is checked: Yew switches on features of `web-sys` that the headless build
/// then misses. The tests that run in a browser compile nowhere else.
fn clippy(workspace: &Workspace) -> Outcome<Vec<Command>> {
    setup::ensure(workspace, &[Need::Lints, Need::Wasm])?;
    let builds: [&[&str]; 6] = [
        &["--workspace", "--all-targets"],
        &[
            "--package",
            "haulout",
            "--target",
            "wasm32-unknown-unknown",
            "--profile",
            "test",
            "--lib",
            "--test",
            "browser",
            "--test",
            "crash",
        ],
        &["--package", "haulout", "--target", "wasm32-unknown-unknown"],
        &[
            "--package",
            "haulout",
            "--target",
            "wasm32-unknown-unknown",
            "--no-default-features",
            "--features",
            "api,ui",
        ],
        &[
            "--package",
            "haulout",
            "--target",
            "wasm32-unknown-unknown",
            "--no-default-features",
            "--features",
            "api",
        ],
        &[
            "--package",
            "haulout",
            "--target",
            "wasm32-unknown-unknown",
            "--features",
            "api",
        ],
    ];
    Ok(builds
        .into_iter()
        .map(|build| {
            let mut command = workspace.cargo(["clippy", "--locked", "--quiet"]);
            command.args(build).args(["--", "-D", "warnings"]);
            command
        })
        .collect())
}

fn tidy(workspace: &Workspace) -> Outcome<Vec<Command>> {
    Ok(vec![ourselves(workspace, "tidy")?])
}

fn browser(workspace: &Workspace) -> Outcome<Vec<Command>> {
    native::require_target(workspace, "browser")?;
    setup::ensure(workspace, &[Need::Wasm])?;
    let browser = setup::browser(workspace)?;
    let mut command = workspace.command(workspace.tool("wasm-pack"));
    command
        .env("PATH", bundle::path_with_tools(workspace)?)
        .env(
            "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
            browser.write_capabilities(workspace)?,
        )
        .env("WASM_BINDGEN_TEST_TIMEOUT", BROWSER_PATIENCE_SECS)
        .args(["test", "--headless", "--chrome", "--mode", "no-install"])
        .arg("--chromedriver")
        .arg(&browser.chromedriver)
        // Beside a path of the crate, wasm-pack would hand the `--` itself on to cargo.
        // The edge's adapters are private, so their tests lie beside them.
        .args(["--", "--locked", "--lib"])
        .args(["--test", "browser", "--test", "crash"]);
    Ok(vec![command])
}

fn package(workspace: &Workspace) -> Outcome<Vec<Command>> {
    let files = native::package_tests(workspace)?;
    bundle::ensure(workspace)?;
    let mut command = workspace.command("node");
    command.args(["--test", "--test-reporter=tap"]).args(files);
    Ok(vec![command])
}

fn stack(workspace: &Workspace) -> Outcome<Vec<Command>> {
    Ok(vec![stack_tests(workspace)?])
}

/// The journeys, with everything that they need installed and built; a filter may follow.
pub(crate) fn stack_tests(workspace: &Workspace) -> Outcome<Command> {
    native::require_target(workspace, "stack")?;
    setup::ensure(workspace, &[Need::Npm])?;
    let browser = setup::browser(workspace)?;
    let kubectl = setup::kubectl(workspace)?;
    let nginx = setup::nginx(workspace)?;
    bundle::ensure(workspace)?;
    let mut command = workspace.cargo(["test", "--locked", "--package", "haulout"]);
    command
        .args(["--test", "stack"])
        .env(PORTAL_VARIABLE, demo::portal(workspace))
        .env("CHROMEDRIVER", browser.chromedriver)
        .env("CHROMIUM", browser.chromium)
        .env("KUBECTL", kubectl)
        .env("NGINX", nginx);
    Ok(command)
}

fn budget(workspace: &Workspace) -> Outcome<Vec<Command>> {
    Ok(vec![ourselves(workspace, "budget")?])
}

/// Another command of this program, as a step of its own.
pub(super) fn ourselves(workspace: &Workspace, name: &str) -> Outcome<Command> {
    let program = std::env::current_exe()
        .map_err(|error| Failure::new(format!("this program cannot find itself: {error}")))?;
    let mut command = workspace.command(program);
    command.arg(name);
    Ok(command)
}

/// For all tests of one binary together; they take one second, on a machine that has nothing else to do.
const BROWSER_PATIENCE_SECS: &str = "120";
