//! Words about what ends when.

/// What ends when.
pub struct Horizon {
    /// The announced end of a session, by the time until then.
    pub sign_in_by: fn(&str) -> String,
}
