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
    signed_in_until: |time| format!("signed in until {time}"),
};
