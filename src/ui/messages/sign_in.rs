//! Words before and around a sign-in.

use haulout_protocol::snapshot::Step;

use crate::ui::locale::Plural;

/// Before and around a sign-in.
pub struct SignInMessages {
    /// The heading.
    pub title: &'static str,
    /// What this is.
    pub lead: &'static str,
    /// Begins it.
    pub sign_in: &'static str,
    /// The choice among identity providers.
    pub sign_in_with: &'static str,
    /// The first thing that will happen, before and after the issuer's host.
    pub first: [&'static str; 2],
    /// The second one.
    pub second: &'static str,
    /// The third one.
    pub third: &'static str,
    /// Before the issuer's whole URL.
    pub address: &'static str,
    /// The clusters that can be had.
    pub awaits: &'static str,
    /// So many more of them.
    pub and_more: fn(&str, Plural) -> String,
    /// A link.
    pub end_session: &'static str,
    /// What an identity provider is, by Pinniped's name for its kind.
    pub provider_kind: fn(&str) -> &'static str,
    /// What is under way.
    pub progress: fn(Step) -> &'static str,
    /// What to do where the issuer's page led nowhere.
    pub never_came_back: &'static str,
}
