//! Texts of the details of one cluster.

use crate::ui::locale::Plural;

/// The details of one cluster.
pub struct DetailMessages {
    /// The certificate is valid and its renewal is near: the texts before and after the countdown.
    pub renews_in: [&'static str; 2],
    /// Label of the username.
    pub username_label: &'static str,
    /// Label of the groups.
    pub in_groups: &'static str,
    /// Shown instead of groups if there are none.
    pub no_groups: &'static str,
    /// Expands the remaining groups; takes their number.
    pub more_groups: fn(&str, Plural) -> String,
    /// Expands the details of the certificate.
    pub more: &'static str,
    /// Label of the API server's URL.
    pub server: &'static str,
    /// Label of the certificate's expiry.
    pub expires_at: &'static str,
    /// Label of the certificate's organizational units.
    pub extra: &'static str,
    /// Label of the certificate's serial number.
    pub serial: &'static str,
}
