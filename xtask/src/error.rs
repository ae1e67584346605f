//! The error of a command: a message for the user and an exit code.

use std::fmt::{self, Display};

/// The result of a fallible operation.
pub(crate) type CommandResult<T = ()> = Result<T, CommandError>;

/// Why a command failed, and what to do about it.
#[derive(Debug)]
pub(crate) struct CommandError {
    message: String,
    usage: bool,
}

impl CommandError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            usage: false,
        }
    }

    /// The error for wrong arguments.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            usage: true,
        }
    }

    pub(crate) fn exit_code(&self) -> u8 {
        if self.usage { 2 } else { 1 }
    }
}

impl Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Converts an error into a [`CommandError`] that names the failed operation.
pub(crate) trait Context<T> {
    /// `what` completes "could not …", such as "read a file".
    fn context(self, what: impl Display) -> CommandResult<T>;
}

impl<T, E: Display> Context<T> for Result<T, E> {
    fn context(self, what: impl Display) -> CommandResult<T> {
        self.map_err(|error| CommandError::new(format!("could not {what}: {error}")))
    }
}
