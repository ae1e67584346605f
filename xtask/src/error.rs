//! How a command fails: one message for the person who ran it, and an exit code.

use std::fmt::{self, Display};

/// The result of anything in this program that can fail.
pub(crate) type CommandResult<T = ()> = Result<T, CommandError>;

/// Why a command stopped, in words that say what to do about it.
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

    /// The command was called with arguments that it does not have.
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

/// Turns a foreign error into a [`CommandError`] that says what was being done.
pub(crate) trait Context<T> {
    /// `what` completes the sentence "could not …".
    fn context(self, what: impl Display) -> CommandResult<T>;
}

impl<T, E: Display> Context<T> for Result<T, E> {
    fn context(self, what: impl Display) -> CommandResult<T> {
        self.map_err(|error| CommandError::new(format!("could not {what}: {error}")))
    }
}
