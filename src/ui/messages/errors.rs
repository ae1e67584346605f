//! Texts of errors.

use haulout_protocol::refusal::RefusalCause;
use haulout_protocol::{Code, Error};

/// Errors.
pub struct ErrorMessages {
    /// What happened.
    pub title: fn(Code) -> &'static str,
    /// Why it happened, as far as known, and what to do.
    pub explanation: fn(&Error) -> String,
    /// How long to wait before the next attempt (`Retry-After`).
    pub asked_to_wait: fn(&str) -> String,
    /// Heading of the possible causes of a refusal.
    pub likely: &'static str,
    /// A possible cause; takes the time span that it mentions.
    pub cause: fn(&RefusalCause, &str) -> String,
    /// The operator has to fix the error.
    pub for_operator: &'static str,
    /// Button: copies the report.
    pub copy_report: &'static str,
    /// The report was copied.
    pub report_copied: &'static str,
    /// The browser blocked copying.
    pub report_not_copied: &'static str,
    /// Label of the audit ID in the server's log.
    pub audit_id: &'static str,
    /// Expands the details for the operator.
    pub details: &'static str,
    /// Button: retries.
    pub try_again: &'static str,
    /// Button: starts over.
    pub start_again: &'static str,
    /// Button: signs in.
    pub sign_in: &'static str,
}
