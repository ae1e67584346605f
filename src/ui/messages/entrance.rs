//! Words before and around a sign-in.

use haulout_protocol::snapshot::Step;

/// Before and around a sign-in.
pub struct Entrance {
    /// The heading.
    pub title: &'static str,
    /// What will happen.
    pub lead: &'static str,
    /// Begins it.
    pub sign_in: &'static str,
    /// The choice among identity providers.
    pub sign_in_with: &'static str,
    /// Where people are sent, before and after the issuer's URL.
    pub sent_to: [&'static str; 2],
    /// The clusters that can be had.
    pub awaits: &'static str,
    /// A link.
    pub end_session: &'static str,
    /// What an identity provider is, by Pinniped's name for its kind.
    pub provider_kind: fn(&str) -> &'static str,
    /// What is under way.
    pub progress: fn(Step) -> &'static str,
}
