//! Texts of the activity log.

use haulout_protocol::activity::{Happened, RecordedFailure, RequestKind};

use super::errors::ERRORS;
use crate::ui::messages::ActivityMessages;

pub(super) const ACTIVITY: ActivityMessages = ActivityMessages {
    title: "Activity",
    empty: "No activity yet.",
    happened,
    server_time: |time| format!("Server clock: {time}"),
    audit_id: "Audit-Id",
    times: |count| format!("×{count}"),
    show_all: |count| format!("Show all {count}"),
    show_fewer: "Show fewer",
};

fn happened(happened: &Happened, detail: &str) -> String {
    let text = match happened {
        Happened::Discovered => "Fetched the issuer’s metadata",
        Happened::SentToSignIn => "Redirected to the issuer to sign in",
        Happened::SignedIn { .. } => {
            return format!("Signed in; the ID token is valid until {detail}");
        }
        Happened::RenewedSilently { .. } => {
            return format!(
                "Renewed the session without a prompt; the ID token is valid until {detail}"
            );
        }
        Happened::Refreshed => "Refreshed the tokens",
        Happened::Exchanged { audience } => {
            return format!("Received a token for the audience “{audience}”");
        }
        Happened::Credential { .. } => {
            return format!("Received a credential, valid until {detail}");
        }
        Happened::Expired => "The last certificate expired and was not replaced",
        Happened::Refused(failure) | Happened::Failed(failure) => {
            return failed(failure, detail);
        }
        Happened::ClockOff { .. } => detail,
        Happened::ClockSet { millis } if *millis < 0 => {
            return format!("This computer’s clock was set back by {detail}");
        }
        Happened::ClockSet { .. } => {
            return format!("This computer’s clock was set forward by {detail}");
        }
        Happened::Slept { .. } => return format!("This computer was asleep for {detail}"),
        Happened::SignInNeeded { .. } => {
            return format!("Sign-in required by {detail}");
        }
        Happened::SignedOut => "Signed out",
        Happened::SignedOutAtIssuer => "Signed out at the issuer",
    };
    text.to_owned()
}

fn failed(failure: &RecordedFailure, again: &str) -> String {
    let title = (ERRORS.title)(failure.code);
    let asked = failure
        .asked
        .map_or(String::new(), |it| format!(" ({})", asked(it)));
    if again.is_empty() {
        format!("{title}{asked}")
    } else {
        format!("{title}{asked}. Next attempt at {again}")
    }
}

const fn asked(asked: RequestKind) -> &'static str {
    match asked {
        RequestKind::Configuration => "fetching the configuration",
        RequestKind::Metadata => "fetching its metadata",
        RequestKind::IdentityProviders => "fetching its identity providers",
        RequestKind::Session => "loading the session",
        RequestKind::SignIn => "starting the sign-in",
        RequestKind::Tokens => "requesting tokens",
        RequestKind::Refresh => "refreshing tokens",
        RequestKind::SigningKeys => "fetching its signing keys",
        RequestKind::Exchange => "exchanging the token for this cluster",
        RequestKind::Credential => "requesting a credential",
        RequestKind::Time => "reading its clock",
        RequestKind::SignOut => "signing out",
    }
}
