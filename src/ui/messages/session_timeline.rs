//! Words about what ends when.

/// What ends when.
pub struct SessionTimelineMessages {
    /// The heading.
    pub title: &'static str,
    /// Nobody has to do anything before this time.
    pub nothing_until: fn(&str) -> String,
    /// Nobody knows of an end.
    pub renews_by_itself: &'static str,
    /// The end is near: by the time until then.
    pub sign_in_within: fn(&str) -> String,
    /// The end is here.
    pub sign_in_now: &'static str,
    /// The moment, on the line.
    pub now: &'static str,
    /// The line's beginning.
    pub signed_in_at: fn(&str) -> String,
    /// The line's end, where it has one.
    pub sign_in_at: fn(&str) -> String,
    /// The line's end, where it has none.
    pub goes_on: &'static str,
    /// When the next certificate comes.
    pub renewal: fn(&str) -> String,
    /// When the certificate ends.
    pub certificate: fn(Tense, &str) -> String,
    /// When the ID token ends.
    pub id_token: fn(Tense, &str) -> String,
    /// When the session ends.
    pub session: fn(Tense, &str) -> String,
}

/// Whether something is still to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tense {
    /// It is.
    Coming,
    /// It has been.
    Gone,
}
