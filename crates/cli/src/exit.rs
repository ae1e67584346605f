//! The exit codes of the command, the same for every subcommand.

use std::fmt::Display;
use std::process::ExitCode;

/// How a subcommand ends that did not do what it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The system, a peer or a sign-in failed; the same command can succeed later.
    Failed = 1,
    /// The same command fails until a file or the command line is changed.
    Unusable = 2,
    /// Another process has the folder.
    Locked = 3,
}

impl Exit {
    /// Says why on the standard error, and ends.
    pub(crate) fn with_message(self, reason: impl Display) -> ExitCode {
        eprintln!("haulout: {reason}");
        self.into()
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
