//! `haulout man`: writes a manual page for the command and each of its subcommands.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Command};
use haulout_gateway::file_error;

use crate::exit::Exit;

/// The options of `haulout man`.
#[derive(Args, Debug)]
pub struct ManOptions {
    /// The folder to write the pages into; it is created if necessary.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Writes `haulout.1`, `haulout-serve.1` and so on.
#[must_use]
pub fn run(options: &ManOptions, command: Command) -> ExitCode {
    let folder = &options.folder;
    let written = fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(command.disable_help_subcommand(true), folder));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => Exit::Failed.with_message(format_args!(
            "{}: {}",
            folder.display(),
            file_error::words(&error)
        )),
    }
}
