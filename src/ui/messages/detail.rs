//! Words about one cluster, whole.

use crate::ui::locale::Plural;

/// One cluster, whole.
pub struct DetailMessages {
    /// A certificate is there and its renewal is near; before and after the digits of the time until then.
    pub renews_in: [&'static str; 2],
    /// Before what the API server calls the person.
    pub known_as: &'static str,
    /// Before the groups.
    pub in_groups: &'static str,
    /// In place of groups.
    pub no_groups: &'static str,
    /// Unfolds so many more groups.
    pub more_groups: fn(&str, Plural) -> String,
    /// Unfolds what few people need.
    pub more: &'static str,
    /// Before the API server's URL.
    pub server: &'static str,
    /// Before the time at which the certificate ends.
    pub ends: &'static str,
    /// Before the certificate's number.
    pub serial: &'static str,
}
