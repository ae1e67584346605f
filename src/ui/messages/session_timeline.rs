//! Texts of the session timeline.

/// The session timeline.
pub struct SessionTimelineMessages {
    /// Expands the timeline.
    pub title: &'static str,
    /// The session ends at this time.
    pub renews_until: fn(&str) -> String,
    /// No end of the session is known.
    pub renews_automatically: &'static str,
    /// Some certificates are not renewed, because of an error that is shown.
    pub not_renewed: &'static str,
    /// The first certificates are on their way.
    pub requesting: &'static str,
    /// The cluster whose details are shown has no certificate, and none is requested.
    pub not_requested: &'static str,
    /// The session ends soon: the texts before and after the countdown.
    pub sign_in_within: [&'static str; 2],
    /// The session has ended.
    pub sign_in_now: &'static str,
    /// Axis label: the current time.
    pub now: &'static str,
    /// Axis label: the start of the session.
    pub signed_in_at: fn(&str) -> String,
    /// Axis label: the end of the session.
    pub sign_in_at: fn(&str) -> String,
    /// Axis label: the session has no known end.
    pub open_ended: &'static str,
    /// When the next renewal is due.
    pub renewal: fn(&str) -> String,
    /// When the certificate expires.
    pub certificate: fn(Tense, &str) -> String,
    /// When the ID token expires.
    pub id_token: fn(Tense, &str) -> String,
    /// When the session ends.
    pub session: fn(Tense, &str) -> String,
}

/// Whether a time is in the future or in the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tense {
    /// The future.
    Future,
    /// The past.
    Past,
}
