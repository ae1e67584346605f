//! `haulout open`: signs the user in and keeps credentials for kubectl up to date while it runs.

use std::process::ExitCode;

use clap::Args;

use crate::desktop::{FileOptions, SignInOptions, SourceOptions};

/// The options of `haulout open`.
///
/// It exits with 0 if a signal stops it, 1 if a sign-in failed or the folder was removed, 2 if the configuration, the
/// command line or the folder cannot be used, and 3 if another process uses the folder.
#[derive(Args, Debug)]
pub struct OpenOptions {
    #[command(flatten)]
    source: SourceOptions,
    #[command(flatten)]
    open: SignInOptions,
    #[command(flatten)]
    files: FileOptions,
}

/// Runs until SIGINT, SIGTERM or SIGHUP.
#[must_use]
pub fn run(options: &OpenOptions) -> ExitCode {
    match crate::desktop::open(&options.source, &options.open, options.files) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => error.exit().with_message(&error),
    }
}
