//! Texts of the session timeline.

use crate::ui::messages::{SessionTimelineMessages, Tense};

pub(super) const SESSION_TIMELINE: SessionTimelineMessages = SessionTimelineMessages {
    title: "Session timeline",
    renews_until: |time| format!("Renews automatically until {time}, then sign in again."),
    renews_automatically: "Renews automatically as long as the issuer allows it.",
    not_renewed: "Some certificates are not being renewed. The error message gives the reason.",
    requesting: "Certificates are being requested.",
    not_requested: "No certificate is requested for this cluster.",
    sign_in_within: [
        "Sign in again within ",
        ": this session cannot be renewed after that.",
    ],
    sign_in_now: "Sign in again to get new certificates.",
    now: "now",
    signed_in_at: |time| format!("Signed in {time}"),
    sign_in_at: |time| format!("{time}, sign in again"),
    open_ended: "no known end",
    renewal: |time| format!("Next renewal {time}"),
    certificate: |tense, time| ending("Certificate", ["expires", "expired"], tense, time),
    id_token: |tense, time| ending("ID token", ["expires", "expired"], tense, time),
    session: |tense, time| ending("Session", ["ends", "ended"], tense, time),
};

fn ending(what: &str, [future, past]: [&str; 2], tense: Tense, time: &str) -> String {
    let verb = match tense {
        Tense::Future => future,
        Tense::Past => past,
    };
    format!("{what} {verb} {time}")
}
