//! What happened.

use haulout_protocol::activity::{Asked, Failure, Happened};

use super::errors::ERRORS;
use crate::ui::messages::ActivityMessages;

pub(super) const ACTIVITY: ActivityMessages = ActivityMessages {
    title: "Activity",
    nothing: "Nothing has happened yet.",
    happened,
    server_time: |time| format!("The server’s clock said {time}"),
    audit_id: "Audit-Id",
    times: |count| format!("×{count}"),
    show_all: |count| format!("Show all {count}"),
    show_fewer: "Show fewer",
};

fn happened(happened: &Happened, varies: &str) -> String {
    let text = match happened {
        Happened::Discovered => "Asked the issuer who it is",
        Happened::SentToSignIn => "Sent you to the issuer to sign in",
        Happened::SignedIn { .. } => {
            return format!("Signed in, with an ID token until {varies}");
        }
        Happened::RenewedSilently { .. } => {
            return format!(
                "Got a new session without asking you, with an ID token until {varies}"
            );
        }
        Happened::Refreshed => "Refreshed the tokens",
        Happened::Exchanged { audience } => {
            return format!("Got a token for the audience “{audience}”");
        }
        Happened::Credential { .. } => {
            return format!("Got a credential, good until {varies}");
        }
        Happened::Expired => "The last certificate ended, and there is no other",
        Happened::Refused(failure) | Happened::Failed(failure) => {
            return failed(failure, varies);
        }
        Happened::ClockOff { .. } => varies,
        Happened::ClockSet { millis } if *millis < 0 => {
            return format!("This computer’s clock was set back by {varies}");
        }
        Happened::ClockSet { .. } => {
            return format!("This computer’s clock was set ahead by {varies}");
        }
        Happened::Slept { .. } => return format!("This computer slept for {varies}"),
        Happened::SignInNeeded { .. } => {
            return format!("You have to sign in again by {varies}");
        }
        Happened::SignedOut => "Signed out",
    };
    text.to_owned()
}

fn failed(failure: &Failure, again: &str) -> String {
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

const fn asked(asked: Asked) -> &'static str {
    match asked {
        Asked::Configuration => "asked for the configuration",
        Asked::Metadata => "asked for its metadata",
        Asked::IdentityProviders => "asked for its identity providers",
        Asked::Session => "asked for the session",
        Asked::SignIn => "asked for a sign-in",
        Asked::Tokens => "asked for tokens",
        Asked::Refresh => "asked for new tokens",
        Asked::SigningKeys => "asked for its keys",
        Asked::Exchange => "asked for a token for this cluster",
        Asked::Credential => "asked for a credential",
        Asked::Time => "asked for the time",
        Asked::SignOut => "asked to sign out",
    }
}
