//! Words about what happened.

use haulout_protocol::activity::{Asked, Happened};

/// What happened.
pub struct ActivityMessages {
    /// The heading.
    pub title: &'static str,
    /// In place of entries.
    pub nothing: &'static str,
    /// What happened. The second says what varies, in the reader's manner: when something ends or is tried again, by how
    /// much a clock was set, how long the computer slept, or which clock is off; it is empty where nothing does.
    pub happened: fn(&Happened, &str) -> String,
    /// The time by the server's clock.
    pub server_time: fn(&str) -> String,
    /// Before the server's name for the request in its own log.
    pub audit_id: &'static str,
    /// So many times in a row.
    pub times: fn(&str) -> String,
    /// Shows all of so many entries.
    pub show_all: fn(&str) -> String,
    /// Shows the first few only.
    pub show_fewer: &'static str,
}

/// What Pinniped's own program says at this point with `PINNIPED_DEBUG=true`, which is English everywhere.
#[must_use]
pub const fn words_of_pinniped(happened: &Happened, has_audit_id: bool) -> Option<&'static str> {
    match happened {
        Happened::Discovered => Some("Pinniped: Performing OIDC discovery"),
        Happened::SentToSignIn => Some("Performing OIDC login"),
        Happened::Refreshed => Some("Pinniped: Refreshing cached tokens."),
        Happened::Exchanged { .. } => Some("Pinniped: Performing RFC8693 token exchange"),
        Happened::Credential { .. } => Some("Successfully exchanged token for cluster credential."),
        Happened::Refused(failure) => match failure.asked {
            Some(Asked::Refresh) => Some("Pinniped: Refresh failed."),
            Some(_) | None if has_audit_id => Some("Received auditID for failed request"),
            Some(_) | None => None,
        },
        Happened::SignedIn { .. }
        | Happened::RenewedSilently { .. }
        | Happened::Expired
        | Happened::Failed(_)
        | Happened::ClockOff { .. }
        | Happened::ClockSet { .. }
        | Happened::Slept { .. }
        | Happened::SignInNeeded { .. }
        | Happened::SignedOut => None,
    }
}
