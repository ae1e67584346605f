//! `haulout open`: signs one person in, and keeps their credentials fresh for kubectl for as long as it runs.

use std::process::ExitCode;

use clap::Args;

use crate::desktop::{SignInOptions, SourceOptions};

/// What `haulout open` can be told.
///
/// It ends with 0 when it is told to end, with 1 when a sign-in failed or the folder went away, with 2 when the
/// configuration, the command line or the folder cannot be used, and with 3 when another one runs already.
#[derive(Args, Debug)]
pub struct OpenOptions {
    #[command(flatten)]
    source: SourceOptions,
    #[command(flatten)]
    open: SignInOptions,
    /// Leave the files where they are at the end; each credential lives out its few minutes.
    #[arg(long)]
    keep: bool,
}

/// Runs until SIGINT, SIGTERM or SIGHUP.
#[must_use]
pub fn run(options: &OpenOptions) -> ExitCode {
    match crate::desktop::open(&options.source, &options.open, options.keep) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => error.exit().with_message(&error),
    }
}
