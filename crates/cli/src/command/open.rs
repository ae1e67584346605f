//! `haulout open`: signs one person in, and keeps their credentials fresh for kubectl for as long as it runs.

use std::process::ExitCode;

use clap::Args;

use crate::desktop::{OpenOptions, SourceOptions, Trouble};

/// What `haulout open` can be told.
///
/// It ends with 0 when it is told to end, with 1 when a sign-in failed or the folder went away, with 2 when the
/// configuration, the command line or the folder cannot be used, and with 3 when another one runs already.
#[derive(Args, Debug)]
pub struct Options {
    #[command(flatten)]
    source: SourceOptions,
    #[command(flatten)]
    open: OpenOptions,
    /// Leave the files where they are at the end; each credential lives out its few minutes.
    #[arg(long)]
    keep: bool,
}

/// Runs until SIGINT, SIGTERM or SIGHUP.
#[must_use]
pub fn run(options: &Options) -> ExitCode {
    match crate::desktop::open(&options.source, &options.open, options.keep) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => complain(&trouble),
    }
}

/// Says what is wrong, and ends with the code for it.
pub(super) fn complain(trouble: &Trouble) -> ExitCode {
    let (reason, code) = match trouble {
        Trouble::Ended(reason) => (reason, EXIT_ENDED),
        Trouble::Unusable(reason) => (reason, EXIT_UNUSABLE),
        Trouble::Taken(reason) => (reason, EXIT_TAKEN),
    };
    eprintln!("haulout: {reason}");
    ExitCode::from(code)
}

/// It began and could not go on.
const EXIT_ENDED: u8 = 1;
/// It cannot begin until somebody edits a file or the command line; the same for every subcommand.
const EXIT_UNUSABLE: u8 = 2;
/// Another one is running.
const EXIT_TAKEN: u8 = 3;
