//! Texts of the activity log.

use haulout_protocol::activity::{Happened, RequestKind};

/// The activity log.
pub struct ActivityMessages {
    /// The heading.
    pub title: &'static str,
    /// Shown instead of entries when there are none.
    pub empty: &'static str,
    /// One entry. The second argument is the formatted variable part: an expiry, the time of the next attempt, the
    /// size of a clock change, how long the computer was asleep, or a clock deviation. It is empty if there is none.
    pub happened: fn(&Happened, &str) -> String,
    /// The time on the server's clock.
    pub server_time: fn(&str) -> String,
    /// Label of the server's audit ID for the request.
    pub audit_id: &'static str,
    /// How many times the entry occurred in a row.
    pub times: fn(&str) -> String,
    /// Button: shows all entries; takes their number.
    pub show_all: fn(&str) -> String,
    /// Button: shows only the newest entries.
    pub show_fewer: &'static str,
}

/// Whether an entry is about a Concierge; all others are about the issuer, this computer or the gateway.
#[must_use]
pub fn is_about_concierge(happened: &Happened) -> bool {
    matches!(happened, Happened::Credential { .. })
        || happened.failure().and_then(|failure| failure.asked) == Some(RequestKind::Credential)
}

/// The message that the Pinniped CLI logs at this point with `PINNIPED_DEBUG=true`. It is English in every language.
#[must_use]
pub const fn pinniped_message(happened: &Happened, has_audit_id: bool) -> Option<&'static str> {
    match happened {
        Happened::Discovered => Some("Pinniped: Performing OIDC discovery"),
        Happened::SentToSignIn => Some("Performing OIDC login"),
        Happened::Refreshed => Some("Pinniped: Refreshing cached tokens."),
        Happened::Exchanged { .. } => Some("Pinniped: Performing RFC8693 token exchange"),
        Happened::Credential { .. } => Some("Successfully exchanged token for cluster credential."),
        Happened::Refused(failure) => match failure.asked {
            Some(RequestKind::Refresh) => Some("Pinniped: Refresh failed."),
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
        | Happened::SignedOut
        | Happened::SignedOutAtIssuer => None,
    }
}
