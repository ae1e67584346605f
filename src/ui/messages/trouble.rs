//! Words about what went wrong.

use haulout_protocol::{Code, Error};

/// What went wrong.
pub struct Trouble {
    /// What happened.
    pub title: fn(Code) -> &'static str,
    /// Why, as far as can be told, and what to do.
    pub explanation: fn(&Error) -> String,
    /// Before what only an operator can read.
    pub details: &'static str,
    /// The same again.
    pub try_again: &'static str,
    /// From the beginning.
    pub start_again: &'static str,
    /// A sign-in.
    pub sign_in: &'static str,
}
