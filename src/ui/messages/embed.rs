//! Texts of the window that a dashboard on another origin opens.

/// The embed window. Functions take the dashboard's origin unless documented otherwise.
///
/// It is not part of [`Messages`](super::Messages), so that the portal does not ship it.
pub struct EmbedMessages {
    /// Before sign-in: which dashboard gets access.
    pub sign_in_for: fn(&str) -> String,
    /// The browser blocked the sign-in window.
    pub blocked: &'static str,
    /// The question to a signed-in user.
    pub question: fn(&str) -> String,
    /// Who is signed in; takes the username.
    pub question_lead: fn(&str) -> String,
    /// What the dashboard gets (two sentences), and what it never gets.
    pub terms: [&'static str; 3],
    /// Button: grants access.
    pub allow: &'static str,
    /// Button: denies access.
    pub refuse: &'static str,
    /// The dashboard has access.
    pub connected: fn(&str) -> String,
    /// Access requires that this window stays open.
    pub keep_open: &'static str,
    /// Button: ends access.
    pub stop: &'static str,
    /// Access ended.
    pub stopped: &'static str,
    /// What the dashboard still has after access ended.
    pub stopped_lead: fn(&str) -> String,
    /// The gateway does not allow the dashboard's origin: heading and sentence.
    pub not_allowed: [&'static str; 2],
    /// The window has no opener, or the browser isolates the two: heading and sentence.
    pub no_opener: [&'static str; 2],
    /// The opener does not respond: heading and sentence.
    pub no_answer: [&'static str; 2],
}
