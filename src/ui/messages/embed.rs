//! Words of the window that a dashboard on another origin opens.

/// The window that a dashboard opens. Functions take the dashboard's origin where nothing else is said.
///
/// It is apart from the messages, so that the portal does not carry it.
pub struct EmbedMessages {
    /// Before a sign-in: for whom it is.
    pub sign_in_for: fn(&str) -> String,
    /// The browser let no window be opened.
    pub blocked: &'static str,
    /// The question, to somebody who is signed in.
    pub ask: fn(&str) -> String,
    /// Who that is.
    pub ask_lead: fn(&str) -> String,
    /// What the dashboard gets, twice, and what it never does.
    pub terms: [&'static str; 3],
    /// Yes.
    pub allow: &'static str,
    /// No.
    pub refuse: &'static str,
    /// It is served.
    pub connected: fn(&str) -> String,
    /// What that takes.
    pub keep_open: &'static str,
    /// Ends it.
    pub stop: &'static str,
    /// It was ended.
    pub stopped: &'static str,
    /// What is left of it.
    pub stopped_lead: fn(&str) -> String,
    /// Its origin is not among those that are allowed: heading and sentence.
    pub not_allowed: [&'static str; 2],
    /// Nobody opened this window, or a browser keeps them apart.
    pub no_opener: [&'static str; 2],
    /// Whoever did says nothing.
    pub no_answer: [&'static str; 2],
}
