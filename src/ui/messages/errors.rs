//! Words about what went wrong.

use haulout_protocol::refusal::Cause;
use haulout_protocol::{Code, Error};

/// What went wrong.
pub struct ErrorMessages {
    /// What happened.
    pub title: fn(Code) -> &'static str,
    /// Why, as far as can be told, and what to do.
    pub explanation: fn(&Error) -> String,
    /// How long a server asked to be left alone.
    pub asked_to_wait: fn(&str) -> String,
    /// Before the likely causes of a refusal, likeliest first.
    pub likely: &'static str,
    /// A likely cause; the span that it speaks of comes beside it.
    pub cause: fn(&Cause, &str) -> String,
    /// What to do with a failure that somebody else has to mend.
    pub for_operator: &'static str,
    /// Puts that report on the clipboard.
    pub copy_report: &'static str,
    /// The clipboard has it.
    pub report_copied: &'static str,
    /// The browser said no.
    pub report_not_copied: &'static str,
    /// Before the id under which a server has logged it.
    pub audit_id: &'static str,
    /// Before what only an operator can read.
    pub details: &'static str,
    /// The same again.
    pub try_again: &'static str,
    /// From the beginning.
    pub start_again: &'static str,
    /// A sign-in.
    pub sign_in: &'static str,
}
