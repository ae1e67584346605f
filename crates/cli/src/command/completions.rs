//! `haulout completions`: prints the completions for a shell.

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Args, Command};
use clap_complete::Shell;

use crate::exit::Exit;

/// The options of `haulout completions`.
#[derive(Args, Debug)]
pub struct CompletionsOptions {
    /// The shell.
    shell: Shell,
}

/// Prints the completions of `command`; fails only if the standard output is closed.
#[must_use]
pub fn run(options: &CompletionsOptions, mut command: Command) -> ExitCode {
    let name = command.get_name().to_owned();
    // The generator panics if it cannot write, and memory always accepts.
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut command, name, &mut script);
    match std::io::stdout().write_all(&script) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => Exit::Failed.with_message(error),
    }
}
