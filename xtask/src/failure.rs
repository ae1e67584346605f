//! How a command fails: one message for the person who ran it, and an exit code.

use std::fmt::{self, Display};

/// The result of anything in this program that can fail.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

/// Why a command stopped, in words that say what to do about it.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    usage: bool,
}

impl Failure {
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

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Turns a foreign error into a [`Failure`] that says what was being done.
pub(crate) trait Doing<T> {
    /// `what` completes the sentence "could not …".
    fn doing(self, what: impl Display) -> Outcome<T>;
}

impl<T, E: Display> Doing<T> for Result<T, E> {
    fn doing(self, what: impl Display) -> Outcome<T> {
        self.map_err(|error| Failure::new(format!("could not {what}: {error}")))
    }
}
