//! Texts of the header, the footer and the settings.

use crate::ui::locale::Plural;

/// The header, the footer and the settings, and what the browser tab and screen readers announce.
pub struct FrameMessages {
    /// The title of the portal until the configuration is loaded.
    pub product: &'static str,
    /// Button: signs out.
    pub sign_out: &'static str,
    /// Browser tab: signed out.
    pub signed_out: &'static str,
    /// Browser tab: the user has to act.
    pub needs_attention: &'static str,
    /// The browser reports that it is offline.
    pub offline: &'static str,
    /// Link to the operator's support page.
    pub support: &'static str,
    /// Label of the choice of a theme.
    pub appearance: &'static str,
    /// Theme: as the operating system.
    pub automatic: &'static str,
    /// Theme: light.
    pub light: &'static str,
    /// Theme: dark.
    pub dark: &'static str,
    /// Label of the choice of a language.
    pub language: &'static str,
    /// Button: turns on notifications before a sign-in is required.
    pub notify: &'static str,
    /// Button: turns them off.
    pub do_not_notify: &'static str,
    /// The browser blocks notifications.
    pub notifications_denied: &'static str,
    /// Title of a notification: a sign-in is required now.
    pub sign_in_now: &'static str,
    /// Title of a notification: a sign-in is required by this time.
    pub sign_in_before: fn(&str) -> String,
    /// Body of both notifications.
    pub until_then: &'static str,
    /// Link for keyboard users that skips the header.
    pub skip: &'static str,
    /// Accessible name of the settings button.
    pub settings: &'static str,
    /// Label of the issuer's URL.
    pub signed_in_by: &'static str,
    /// Button: closes a notice.
    pub dismiss: &'static str,
    /// The program and its version.
    pub version: fn(&str) -> String,
    /// Announced after sign-in if nothing is wrong; takes the username.
    pub announce_signed_in: fn(&str) -> String,
    /// Announced when a sign-in is required within this number of minutes.
    pub announce_sign_in: fn(&str, Plural) -> String,
    /// Announced when a cluster has no certificate any more.
    pub announce_lost: fn(&str) -> String,
    /// Announced when several clusters have no certificate any more.
    pub announce_several_lost: fn(&str, Plural) -> String,
    /// Announced when a cluster's certificate expires within this number of minutes and is not renewed.
    pub announce_ending: fn(&str, &str, Plural) -> String,
    /// Shown after a panic; a line with the source location follows.
    pub crashed: &'static str,
    /// When the session ends, if that is known.
    pub signed_in_until: fn(&str) -> String,
}
