//! The frame.

use crate::ui::messages::Frame;

pub(super) const FRAME: Frame = Frame {
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
    signed_in_until: |time| format!("signed in until {time}"),
};
