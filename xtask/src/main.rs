//! Every command that a contributor or CI runs: `cargo xtask` alone lists them.

mod bench;
mod budget;
mod bundle;
mod demo;
mod error;
mod process;
mod screenshots;
mod setup;
mod simulate;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use error::CommandResult;
use workspace::Workspace;

/// One command of the workspace, as it is listed and as it is run.
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
        text.push_str(&format!("  {:<11} {}\n", command.name, command.summary));
    }
    text
}

/// What a shell expects from a command that was called wrongly.
const USAGE_ERROR: u8 = 2;

const COMMANDS: &[Command] = &[
    Command {
        name: "setup",
        summary: "Install what this machine lacks; every other command calls it for what it needs",
        run: setup::command,
    },
    Command {
        name: "demo",
        summary: "Run the portal against a pretended cluster on this machine (--open, --port N, --fault NAME)",
        run: demo::command,
    },
    Command {
        name: "test",
        summary: "Run every layer of tests and checks (--only LAYER, --shuffle SEED, --without BROWSER)",
        run: test::command,
    },
    Command {
        name: "bundle",
        summary: "Build the portal and the headless package for release, print sizes (--json)",
        run: bundle::command,
    },
    Command {
        name: "budget",
        summary: "Fail when the first load of the portal is larger than budget.toml allows",
        run: budget::command,
    },
    Command {
        name: "bench",
        summary: "Measure what the machine costs (machine), what kubectl meets (handover), or the gateway (gateway)",
        run: bench::command,
    },
    Command {
        name: "simulate",
        summary: "Run hours of sessions in virtual time (--json, --scenario NAME, --control NAME)",
        run: simulate::command,
    },
    Command {
        name: "screenshots",
        summary: "Take the pictures in docs/pictures anew, of the portal as it is",
        run: screenshots::command,
    },
    Command {
        name: "tidy",
        summary: "Check the house rules that no other tool knows",
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
