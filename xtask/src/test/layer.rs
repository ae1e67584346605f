//! The layers, in the order of execution: fast ones first.

use std::path::Path;
use std::process::Command;

use crate::bundle;
use crate::demo::PORTAL_VARIABLE;
use crate::error::{CommandError, CommandResult};
use crate::process;
use crate::setup::{self, Browser, Need, OtherBrowser};
use crate::workspace::Workspace;

use super::{native, peers};

/// One kind of test or check.
pub(super) struct Layer {
    pub(super) name: &'static str,
    /// Whether the steps report tests. A layer without a report counts as one test.
    pub(super) has_tests: bool,
    /// Prepares the layer and returns its commands.
    pub(super) steps: fn(&Workspace, &Options) -> CommandResult<Steps>,
}

/// The commands of a layer.
#[derive(Default)]
pub(super) struct Steps {
    pub(super) commands: Vec<Command>,
    /// What cannot be run here, and why.
    pub(super) not_run: Vec<String>,
}

impl From<Vec<Command>> for Steps {
    fn from(commands: Vec<Command>) -> Self {
        Self {
            commands,
            not_run: Vec::new(),
        }
    }
}

/// The options of all layers.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Options {
    /// The seed of the browser tests' order. Without it, they run in several orders.
    pub(super) seed: Option<u64>,
    /// The browsers without stack tests.
    pub(super) without: Vec<OtherBrowser>,
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
        name: "docs",
        has_tests: false,
        steps: docs,
    },
    Layer {
        name: "tidy",
        has_tests: false,
        steps: tidy,
    },
    Layer {
        name: "deny",
        has_tests: false,
        steps: deny,
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
        name: "peers",
        has_tests: true,
        steps: peers::steps,
    },
    Layer {
        name: "charts",
        has_tests: false,
        steps: charts,
    },
    Layer {
        name: "budget",
        has_tests: false,
        steps: budget,
    },
];

fn format(workspace: &Workspace, _: &Options) -> CommandResult<Steps> {
    setup::ensure(workspace, &[Need::Lints])?;
    Ok(vec![workspace.cargo(["fmt", "--all", "--check"])].into())
}

/// Checks every wasm build. Yew enables features of `web-sys` that the headless build may lack, and the browser tests
/// compile for wasm only.
fn clippy(workspace: &Workspace, _: &Options) -> CommandResult<Steps> {
    setup::ensure(workspace, &[Need::Lints, Need::Wasm])?;
    let builds: [&[&str]; 4] = [
        &[
            "--workspace",
            "--all-targets",
            "--features",
            "haulout-cli/demo",
        ],
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
        ],
    ];
    Ok(builds
        .into_iter()
        .map(|build| {
            let mut command = workspace.cargo(["clippy", "--locked", "--quiet"]);
            command.args(build).args(["--", "-D", "warnings"]);
            command
        })
        .collect::<Vec<_>>()
        .into())
}

/// The documentation for contributors, including private items. Browser code is documented for the wasm target.
fn docs(workspace: &Workspace, _: &Options) -> CommandResult<Steps> {
    setup::ensure(workspace, &[Need::Wasm])?;
    let builds: [&[&str]; 2] = [
        &["--workspace"],
        &["--package", "haulout", "--target", "wasm32-unknown-unknown"],
    ];
    let commands = builds.into_iter().map(|build| {
        let mut command = workspace.cargo(["doc", "--locked", "--quiet", "--no-deps"]);
        command
            .arg("--document-private-items")
            .args(build)
            .env("RUSTDOCFLAGS", "-D warnings");
        command
    });
    Ok(commands.collect::<Vec<_>>().into())
}

fn tidy(workspace: &Workspace, _: &Options) -> CommandResult<Steps> {
    Ok(vec![ourselves(workspace, "tidy")?].into())
}

/// Checks licences and sources of dependencies, and advisories if their database can be fetched.
fn deny(workspace: &Workspace, _: &Options) -> CommandResult<Steps> {
    setup::ensure(workspace, &[Need::CargoDeny])?;
    let cargo_deny = |arguments: &[&str]| {
        let mut command = workspace.command(workspace.tool("cargo-deny"));
        command.args(["--locked", "--workspace"]).args(arguments);
        command
    };
    let mut check = cargo_deny(&["check", "bans", "licenses", "sources"]);
    match process::output(&mut cargo_deny(&["fetch", "db"])) {
        Ok(_) => drop(check.arg("advisories")),
        Err(error) => eprintln!("deny: advisories are not checked: {error}"),
    }
    Ok(vec![check].into())
}

/// Runs the tests in several orders, so that no test depends on the effects of another.
fn browser(workspace: &Workspace, options: &Options) -> CommandResult<Steps> {
    native::require_target(workspace, "browser")?;
    setup::ensure(workspace, &[Need::Wasm, Need::WasmPack])?;
    let runner = setup::wasm_test_runner(workspace)?;
    let browser = setup::browser(workspace)?;
    let wasm_pack = || wasm_pack_test(workspace, &browser, &runner);
    let shuffled = |seed: u64| {
        let mut command = wasm_pack()?;
        command.args(["--", "--shuffle", &seed.to_string()]);
        Ok(command)
    };
    if let Some(seed) = options.seed {
        return Ok(vec![shuffled(seed)?].into());
    }
    let mut natural = wasm_pack()?;
    natural.args(["--test", "crash"]);
    let orders = std::iter::once(Ok(natural)).chain(SEEDS.map(shuffled));
    let orders: CommandResult<Vec<Command>> = orders.collect();
    Ok(orders?.into())
}

fn wasm_pack_test(
    workspace: &Workspace,
    browser: &Browser,
    runner: &Path,
) -> CommandResult<Command> {
    let mut command = workspace.command(workspace.tool("wasm-pack"));
    command
        .env("PATH", process::path_with([runner.to_owned()])?)
        .env(
            "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
            browser.write_capabilities(workspace)?,
        )
        .env("WASM_BINDGEN_TEST_TIMEOUT", BROWSER_PATIENCE_SECS)
        .args(["test", "--headless", "--chrome", "--mode", "no-install"])
        .arg("--chromedriver")
        .arg(&browser.chromedriver)
        // With a path of the crate, wasm-pack would pass the `--` itself to cargo.
        // The edge's adapters are private, so their tests are unit tests.
        .args(["--", "--locked", "--lib", "--test", "browser"]);
    Ok(command)
}

fn package(workspace: &Workspace, _: &Options) -> CommandResult<Steps> {
    let files = native::package_tests(workspace)?;
    bundle::ensure(workspace)?;
    let mut command = workspace.command("node");
    command.args(["--test", "--test-reporter=tap"]).args(files);
    // The program as released, with the portal in it.
    let mut program = workspace.cargo(["test", "--locked", "--package", "haulout-cli"]);
    program
        .args(["--features", "portal,demo", "--test", "command_line"])
        .env(PORTAL_VARIABLE, bundle::portal_folder(workspace));
    Ok(vec![command, program].into())
}

fn stack(workspace: &Workspace, options: &Options) -> CommandResult<Steps> {
    let mut programs = Vec::new();
    let mut filters = ["--", "--skip", peers::TESTS].map(str::to_owned).to_vec();
    for browser in OtherBrowser::ALL {
        if options.without.contains(&browser) {
            filters.extend(["--skip".to_owned(), format!("in_{}", browser.name())]);
        } else {
            programs.extend(setup::other_browser(workspace, browser)?);
        }
    }
    let mut tests = stack_tests(workspace)?;
    tests.envs(programs).args(filters);
    Ok(vec![tests].into())
}

/// The command for the stack tests, after installing and building what the tests in Chromium need; a filter may follow.
pub(crate) fn stack_tests(workspace: &Workspace) -> CommandResult<Command> {
    native::require_target(workspace, "stack")?;
    setup::ensure(workspace, &[Need::Npm])?;
    let browser = setup::browser(workspace)?;
    let kubectl = setup::kubectl(workspace)?;
    let nginx = setup::nginx(workspace)?;
    bundle::ensure(workspace)?;
    let mut command = workspace.cargo(["test", "--locked", "--package", "haulout"]);
    command
        .args(["--test", "stack"])
        .env(PORTAL_VARIABLE, bundle::portal_folder(workspace))
        .env("CHROMEDRIVER", browser.chromedriver)
        .env("CHROMIUM", browser.chromium)
        .env("KUBECTL", kubectl)
        .env("NGINX", nginx);
    Ok(command)
}

/// Checks the manifests, if the programs and schemas for it are to be had.
fn charts(workspace: &Workspace, _: &Options) -> CommandResult<Steps> {
    Ok(match setup::chart_tools(workspace) {
        Ok(_) => vec![ourselves(workspace, "charts")?].into(),
        Err(reason) => Steps {
            not_run: vec![format!("charts: {reason}")],
            ..Steps::default()
        },
    })
}

fn budget(workspace: &Workspace, _: &Options) -> CommandResult<Steps> {
    Ok(vec![ourselves(workspace, "budget")?].into())
}

/// A step that runs another command of this program.
pub(super) fn ourselves(workspace: &Workspace, name: &str) -> CommandResult<Command> {
    let program = std::env::current_exe()
        .map_err(|error| CommandError::new(format!("this program cannot find itself: {error}")))?;
    let mut command = workspace.command(program);
    command.arg(name);
    Ok(command)
}

/// Three arbitrary seeds, fixed so that runs of the same commit are equal.
const SEEDS: [u64; 3] = [1, 2, 3];

/// The timeout for all tests of one binary, which take one second on an idle machine.
const BROWSER_PATIENCE_SECS: &str = "120";
