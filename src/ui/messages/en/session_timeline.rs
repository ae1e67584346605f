//! What ends when.

use crate::ui::messages::{SessionTimelineMessages, Tense};

pub(super) const SESSION_TIMELINE: SessionTimelineMessages = SessionTimelineMessages {
    title: "What ends next",
    nothing_until: |time| {
        format!("Nothing to do until {time}. You will be asked ten minutes before.")
    },
    renews_by_itself: "Nothing to do. It renews by itself for as long as the issuer lets it.",
    sign_in_within: |countdown| {
        format!(
            "Sign in again within {countdown}: this session cannot renew itself any longer than that."
        )
    },
    sign_in_now: "Sign in again to get new certificates.",
    now: "now",
    signed_in_at: |time| format!("Signed in {time}"),
    sign_in_at: |time| format!("{time}, sign in again"),
    goes_on: "goes on by itself",
    renewal: |time| format!("Next renewal {time}"),
    certificate: |tense, time| ending("Certificate", tense, time),
    id_token: |tense, time| ending("ID token", tense, time),
    session: |tense, time| ending("Session", tense, time),
};

fn ending(what: &str, tense: Tense, time: &str) -> String {
    let verb = match tense {
        Tense::Coming => "ends",
        Tense::Gone => "ended",
    };
    format!("{what} {verb} {time}")
}
