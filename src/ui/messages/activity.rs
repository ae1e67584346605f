//! Words about what happened.

/// What happened.
pub struct Activity {
    /// The heading.
    pub title: &'static str,
}
