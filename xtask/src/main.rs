//! The commands for contributors and CI; `cargo xtask` without arguments lists them.

mod bench;
mod budget;
mod bundle;
mod cases;
mod charts;
mod demo;
mod error;
mod fuzz;
mod pack;
mod process;
mod release;
mod sbom;
mod screenshots;
mod setup;
mod simulate;
mod tables;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use error::CommandResult;
use workspace::Workspace;

/// One command.
struct Command {
    name: &'static str,
    summary: &'static str,
    run: fn(&Workspace, &[String]) -> CommandResult,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = arguments.split_first() else {
        print!("{}", listing());
        return ExitCode::SUCCESS;
    };
    if matches!(name.as_str(), "help" | "--help" | "-h") {
        print!("{}", listing());
        return ExitCode::SUCCESS;
    }
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        eprint!("There is no command `{name}`.\n\n{}", listing());
        return ExitCode::from(USAGE_ERROR);
    };
    match Workspace::find().and_then(|workspace| (command.run)(&workspace, rest)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cargo xtask {name}: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}

fn listing() -> String {
    let mut text = String::from("Usage: cargo xtask <command>\n\n");
    for command in COMMANDS {
        text.push_str(&format!("  {:<13} {}\n", command.name, command.summary));
    }
    text
}

/// The conventional exit code for wrong arguments.
const USAGE_ERROR: u8 = 2;

const COMMANDS: &[Command] = &[
    Command {
        name: "setup",
        summary: "Install missing tools; every other command installs the ones that it needs",
        run: setup::command,
    },
    Command {
        name: "demo",
        summary: "Run the portal with a simulated cluster on this machine (--open, --port N, --fault NAME, --example NAME)",
        run: demo::command,
    },
    Command {
        name: "test",
        summary: "Run all layers of tests and checks (--only LAYER, --shuffle SEED, --without BROWSER)",
        run: test::command,
    },
    Command {
        name: "bundle",
        summary: "Build the portal and the npm package for release and print their sizes (--json)",
        run: bundle::command,
    },
    Command {
        name: "pack",
        summary: "Pack the npm package into a tarball for `npm install`, and print its path",
        run: pack::command,
    },
    Command {
        name: "budget",
        summary: "Fail if the first load of the portal is larger than budget.toml allows",
        run: budget::command,
    },
    Command {
        name: "bytes",
        summary: "Print which crates and modules the bytes of the program belong to",
        run: bundle::bytes,
    },
    Command {
        name: "bench",
        summary: "Measure the session machine (machine), the portal (portal, load), kubectl (renewal) or the gateway (gateway)",
        run: bench::command,
    },
    Command {
        name: "simulate",
        summary: "Simulate hours of sessions in virtual time (--json, --scenario NAME, --control NAME)",
        run: simulate::command,
    },
    Command {
        name: "fuzz",
        summary: "Run the fuzz targets, beginning where the last run ended (--minutes N, --target NAME, --ci)",
        run: fuzz::command,
    },
    Command {
        name: "cases",
        summary: "Run the inputs of real life in tests/cases and print the outcome of each",
        run: cases::command,
    },
    Command {
        name: "charts",
        summary: "Check the Helm chart and the manifests in deploy/ (--write updates the chart's schema)",
        run: charts::command,
    },
    Command {
        name: "screenshots",
        summary: "Update the screenshots in docs/pictures",
        run: screenshots::command,
    },
    Command {
        name: "reproducible",
        summary: "Build both WebAssembly programs in two folders and fail if a file differs",
        run: bundle::reproducible,
    },
    Command {
        name: "release",
        summary: "Build everything that a release consists of into dist/ (--target TRIPLE)",
        run: release::command,
    },
    Command {
        name: "sbom",
        summary: "Write target/xtask/sbom.cdx.json, which lists the packages of both lock files (CycloneDX)",
        run: sbom::command,
    },
    Command {
        name: "tables",
        summary: "Write the tables of docs/security.md and docs/conformance.md from their data files",
        run: tables::command,
    },
    Command {
        name: "tidy",
        summary: "Check the rules of this repository that no other tool checks",
        run: tidy::command,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_listing_gives_every_command_one_line() {
        let listing = listing();
        for command in COMMANDS {
            let lines = listing
                .lines()
                .filter(|line| line.trim_start().starts_with(command.name))
                .count();
            assert_eq!(lines, 1, "{}", command.name);
        }
    }
}
