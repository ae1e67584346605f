//! `cargo xtask bench gateway`: compares the gateway with nginx and oauth2-proxy, alternating in one run on one
//! machine.

use std::fs;
use std::path::PathBuf;

use crate::bundle;
use crate::demo::PORTAL_VARIABLE;
use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::setup::{self, Need};
use crate::workspace::Workspace;

use super::drain;
use super::oauth2_proxy;
use super::report::{self, Row};
use super::rows;
use super::servers::{BenchSetup, write};
use super::{CLI, GATEWAY, HAULOUT, target_folder};

/// The extent of a run.
pub(super) struct Plan {
    /// The number of measurements, of which the median is reported.
    pub(super) rounds: usize,
    /// The duration of each measurement.
    pub(super) seconds: u64,
    /// The number of stalling sockets.
    pub(super) sockets: usize,
    /// How long they stall.
    pub(super) slow_seconds: u64,
    /// The number of idle connections.
    pub(super) idle: usize,
    /// The number of restarts, and of certificate reloads after them.
    pub(super) replacements: usize,
    /// Whether a missing oauth2-proxy is built, which takes minutes.
    pub(super) builds_peers: bool,
}

/// A group of rows that `--only` selects.
struct Part {
    name: &'static str,
    run: fn(&BenchSetup<'_>, &Plan) -> CommandResult<Vec<Row>>,
}

pub(super) fn command(workspace: &Workspace, arguments: &[&str]) -> CommandResult {
    let options = Options::read(arguments)?;
    let plan = if options.smoke { SMOKE } else { FULL };
    if !options.smoke {
        setup::ensure(workspace, &[Need::Nginx, Need::Wrk])?;
    }
    let setup = prepare(workspace, options.smoke)?;
    if !options.json {
        println!("{}", report::heading());
    }
    for part in PARTS {
        if options
            .only
            .as_deref()
            .is_some_and(|only| only != part.name)
        {
            continue;
        }
        for row in (part.run)(&setup, &plan)? {
            if options.json {
                println!("{}", row.json());
            } else {
                println!("{}", row.line());
            }
        }
    }
    Ok(())
}

#[derive(Default)]
struct Options {
    json: bool,
    smoke: bool,
    only: Option<String>,
}

impl Options {
    fn read(arguments: &[&str]) -> CommandResult<Self> {
        let mut options = Self::default();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match *argument {
                "--json" => options.json = true,
                "--smoke" => options.smoke = true,
                "--only" => {
                    let part = rest.next().copied();
                    let known = PARTS.iter().find(|known| Some(known.name) == part);
                    options.only = Some(known.ok_or_else(usage)?.name.to_owned());
                }
                _ => return Err(usage()),
            }
        }
        Ok(options)
    }
}

fn usage() -> CommandError {
    let parts: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
    CommandError::usage(format!(
        "usage: cargo xtask bench gateway [--json] [--smoke] [--only PART], PART being one of {}",
        parts.join(", ")
    ))
}

/// Builds both programs and prepares a working folder.
fn prepare(workspace: &Workspace, smoke: bool) -> CommandResult<BenchSetup<'_>> {
    let tools = build_tools(workspace, smoke)?;
    let folder = workspace.scratch()?.join("bench");
    fs::create_dir_all(&folder).context(format_args!("make {}", folder.display()))?;
    let portal = if smoke {
        small_portal(folder.join("portal"))?
    } else {
        built_portal(workspace)?
    };
    Ok(BenchSetup {
        workspace,
        haulout: tools.haulout,
        tools: tools.bench,
        portal,
        folder,
    })
}

/// The built programs.
pub(super) struct Tools {
    pub(super) haulout: PathBuf,
    /// The gateway's example with the upstream, the load generators and the portals.
    pub(super) bench: PathBuf,
}

/// Builds the gateway and the tools. A smoke run tests the bench, not the gateway, so it uses an unoptimised build.
pub(super) fn build_tools(workspace: &Workspace, smoke: bool) -> CommandResult<Tools> {
    let (profile, built) = if smoke {
        ("dev", "debug")
    } else {
        ("server", "server")
    };
    let build = [
        "build",
        "--locked",
        "--quiet",
        "--package",
        CLI,
        "--package",
        GATEWAY,
        "--profile",
        profile,
    ];
    process::run(
        workspace
            .cargo(build)
            .args(["--bin", HAULOUT, "--example", TOOLS]),
    )?;
    let target = PathBuf::from(target_folder(workspace)?).join(built);
    Ok(Tools {
        haulout: target.join(HAULOUT),
        bench: target.join("examples").join(TOOLS),
    })
}

/// The folder of the portal: the named one, or the one of this checkout.
pub(super) fn built_portal(workspace: &Workspace) -> CommandResult<PathBuf> {
    if let Some(portal) = std::env::var_os(PORTAL_VARIABLE) {
        return Ok(PathBuf::from(portal));
    }
    bundle::ensure(workspace)?;
    Ok(bundle::portal_folder(workspace))
}

/// Small files with the bundler's names.
pub(super) fn small_portal(folder: PathBuf) -> CommandResult<PathBuf> {
    let assets = folder.join("assets");
    fs::create_dir_all(&assets).context(format_args!("make {}", assets.display()))?;
    for (name, text) in [
        (
            "index.html",
            "%lang% %title% %data% %priority% %page% %noscript%",
        ),
        ("index.html.br", "by brotli"),
        ("assets/haulout-0123abcd.js", "script"),
        ("assets/haulout-0123abcd.js.br", "script by brotli"),
        ("assets/haulout_bg-0123abcd.wasm", "wasm"),
        ("assets/haulout_bg-0123abcd.wasm.br", "wasm by brotli"),
    ] {
        write(&folder.join(name), text)?;
    }
    Ok(folder)
}

const PARTS: &[Part] = &[
    Part {
        name: "memory",
        run: rows::memory,
    },
    Part {
        name: "throughput",
        run: rows::throughput,
    },
    Part {
        name: "oauth2-proxy",
        run: oauth2_proxy::relay,
    },
    Part {
        name: "latency",
        run: rows::latency,
    },
    Part {
        name: "slow",
        run: rows::slow,
    },
    Part {
        name: "drain",
        run: drain::drain,
    },
];

const FULL: Plan = Plan {
    rounds: 7,
    seconds: 2,
    sockets: 10_000,
    slow_seconds: 15,
    idle: 1000,
    replacements: 100,
    builds_peers: true,
};
/// A run of a few seconds, whose figures mean nothing.
const SMOKE: Plan = Plan {
    rounds: 1,
    seconds: 1,
    sockets: 50,
    slow_seconds: 2,
    idle: 20,
    replacements: 3,
    builds_peers: false,
};

const TOOLS: &str = "bench";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_parts_are_accepted() {
        let options = Options::read(&["--smoke", "--only", "slow"]).unwrap();
        assert!(options.smoke && !options.json);
        assert_eq!(options.only.as_deref(), Some("slow"));
        for wrong in [&["--only"][..], &["--only", "fast"], &["--fast"]] {
            assert_eq!(Options::read(wrong).err().unwrap().exit_code(), 2);
        }
    }
}
