//! Texts of the header, the footer and the settings.

use crate::ui::locale::Plural;
use crate::ui::messages::FrameMessages;

pub(super) const FRAME: FrameMessages = FrameMessages {
    product: "Haulout",
    sign_out: "Sign out",
    signed_out: "Signed out",
    needs_attention: "Needs attention",
    offline: "Your browser reports that you are offline. Requests are made all the same, but less often.",
    support: "Get help",
    appearance: "Appearance",
    automatic: "System",
    light: "Light",
    dark: "Dark",
    language: "Language",
    notify: "Notify me before sign-in is required",
    do_not_notify: "Turn off notifications",
    notifications_denied: "Your browser blocks notifications from this page.",
    sign_in_now: "Sign in again",
    sign_in_before: |time| format!("Sign in again before {time}"),
    until_then: "Your certificates are renewed until then. After that, kubectl is rejected.",
    skip: "Skip to content",
    settings: "Settings",
    signed_in_by: "Signed in through",
    dismiss: "Dismiss",
    version: |version| format!("Haulout {version}"),
    announce_signed_in: |user| format!("Signed in as {user}."),
    announce_sign_in: |count, plural| format!("Sign in again within {}.", minutes(count, plural)),
    announce_lost: |cluster| format!("{cluster} has no certificate and needs your attention."),
    announce_several_lost: |count, _| {
        format!("{count} clusters have no certificate and need your attention.")
    },
    announce_ending: |cluster, count, plural| {
        format!(
            "The certificate for {cluster} expires within {} and is not renewed.",
            minutes(count, plural)
        )
    },
    crashed: "This page stopped because of an internal error. Anything that you copied or saved still works. The line below contains no secrets; include it in a bug report:",
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
