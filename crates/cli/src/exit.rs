//! The exit codes that all subcommands share.

use std::fmt::Display;
use std::process::ExitCode;

/// The exit code of a subcommand that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The system, a server or a sign-in failed; the same command can succeed later.
    Failed = 1,
    /// The command fails until a file or the command line is changed.
    Unusable = 2,
    /// Another process has locked the folder.
    Locked = 3,
}

impl Exit {
    /// Prints the reason to the standard error and returns the exit code.
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
