//! The frame.

use crate::ui::locale::Plural;
use crate::ui::messages::FrameMessages;

pub(super) const FRAME: FrameMessages = FrameMessages {
    product: "Haulout",
    sign_out: "Sign out",
    signed_out: "Signed out",
    needs_attention: "Needs attention",
    support: "Get help",
    appearance: "Appearance",
    automatic: "As the computer",
    light: "Light",
    dark: "Dark",
    language: "Language",
    notify: "Notify me before I have to sign in",
    do_not_notify: "Do not notify me",
    notifications_denied: "Your browser does not let this page notify you.",
    sign_in_now: "Sign in again",
    sign_in_before: |time| format!("Sign in again before {time}"),
    until_then: "Until then your certificates are renewed. After that kubectl is refused.",
    skip: "Skip to the content",
    settings: "Settings",
    signed_in_by: "Signed in by",
    dismiss: "Dismiss",
    version: |version| format!("Haulout {version}"),
    announce_signed_in: |user| format!("Signed in as {user}."),
    announce_sign_in: |count, plural| format!("Sign in again within {}.", minutes(count, plural)),
    announce_lost: |cluster| format!("{cluster} has no certificate. It needs your attention."),
    announce_several_lost: |count, _| {
        format!("{count} clusters have no certificate. They need your attention.")
    },
    announce_ending: |cluster, count, plural| {
        format!(
            "The certificate for {cluster} ends within {}, and no other follows.",
            minutes(count, plural)
        )
    },
    stopped: "This page stopped. What you copied or saved still works. The line below has no secrets in it and helps whoever mends this:",
    signed_in_until: |time| format!("signed in until {time}"),
};

fn minutes(count: &str, plural: Plural) -> String {
    match plural {
        Plural::One => format!("{count} minute"),
        Plural::Zero | Plural::Two | Plural::Few | Plural::Many | Plural::Other => {
            format!("{count} minutes")
        }
    }
}
