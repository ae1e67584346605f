//! Words of the frame around every page.

use crate::ui::locale::Plural;

/// The frame around every page.
pub struct FrameMessages {
    /// What the portal is called until its operator's name for it is known.
    pub product: &'static str,
    /// Ends the session.
    pub sign_out: &'static str,
    /// In the browser tab: nobody is signed in.
    pub signed_out: &'static str,
    /// In the browser tab: somebody has to do something.
    pub needs_attention: &'static str,
    /// Opens the operator's support page.
    pub support: &'static str,
    /// The choice between light and dark.
    pub appearance: &'static str,
    /// As the computer has it.
    pub automatic: &'static str,
    /// Dark on light.
    pub light: &'static str,
    /// Light on dark.
    pub dark: &'static str,
    /// The choice of a language.
    pub language: &'static str,
    /// Asks to be notified before a sign-in is needed.
    pub notify: &'static str,
    /// Ends that.
    pub do_not_notify: &'static str,
    /// The browser does not let this page.
    pub notifications_denied: &'static str,
    /// The title of a notification: a sign-in is needed now.
    pub sign_in_now: &'static str,
    /// The title of a notification: a sign-in will be needed, at this time.
    pub sign_in_before: fn(&str) -> String,
    /// The rest of that notification.
    pub until_then: &'static str,
    /// Leads those who use a keyboard past what is on every page.
    pub skip: &'static str,
    /// Opens the choices about this page.
    pub settings: &'static str,
    /// Before the issuer's URL.
    pub signed_in_by: &'static str,
    /// Takes a notice away.
    pub dismiss: &'static str,
    /// The program and its version.
    pub version: fn(&str) -> String,
    /// Said once somebody is signed in and nothing is wrong.
    pub announce_signed_in: fn(&str) -> String,
    /// Said when a sign-in is needed within so many minutes.
    pub announce_sign_in: fn(&str, Plural) -> String,
    /// Said when a cluster has no certificate any more.
    pub announce_lost: fn(&str) -> String,
    /// Said when so many of them have none.
    pub announce_several_lost: fn(&str, Plural) -> String,
    /// Said when a cluster's certificate ends within so many minutes and no other follows.
    pub announce_ending: fn(&str, &str, Plural) -> String,
    /// What is left where the page itself broke; a line follows that names the place in the program.
    pub stopped: &'static str,
    /// Until when a session goes on, if that is known.
    pub signed_in_until: fn(&str) -> String,
}
