//! Texts about clusters and their certificates.

use haulout_protocol::countdown::Countdown;

/// The clusters and their certificates.
pub struct ClusterMessages {
    /// The heading of the list.
    pub title: &'static str,
    /// Label of the search field; takes the number of clusters.
    pub find: fn(&str) -> String,
    /// Accessible name of the filter buttons.
    pub filter: &'static str,
    /// Filter: all clusters.
    pub all: &'static str,
    /// Filter: clusters with an error.
    pub attention: &'static str,
    /// How many clusters are listed, out of how many.
    pub listed: fn(&str, &str) -> String,
    /// No cluster matches.
    pub none_listed: &'static str,
    /// Button: clears the search and the filter.
    pub show_all: &'static str,
    /// Button: selects all listed clusters.
    pub select_all: &'static str,
    /// Button: deselects all listed clusters.
    pub select_none: &'static str,
    /// Accessible name of a cluster's check box; takes the cluster's name.
    pub select: fn(&str) -> String,
    /// How many clusters are selected.
    pub selected: fn(&str) -> String,
    /// Button: downloads one kubeconfig for all selected clusters.
    pub one_file: &'static str,
    /// Button: deselects all clusters.
    pub clear: &'static str,
    /// List row: the certificate is valid.
    pub row_ready: &'static str,
    /// List row: the certificate is valid and is being renewed.
    pub row_renewing: &'static str,
    /// List row: the certificate is valid, but renewal failed; takes the title of the error.
    pub row_not_renewed: fn(&str) -> String,
    /// List row: the first certificate is being requested.
    pub row_requesting: &'static str,
    /// List row: no certificate was requested.
    pub row_not_asked: &'static str,
    /// List row, button: requests a certificate.
    pub get: &'static str,
    /// Accessible name of that button. It starts with the visible label and takes the cluster's name.
    pub get_for: fn(&str) -> String,
    /// List row: shown instead of the remaining time if there is an error.
    pub why: &'static str,
    /// Details: the certificate is valid.
    pub ready: &'static str,
    /// Details: the certificate is valid and is being renewed.
    pub renewing: &'static str,
    /// Details: the certificate is valid, but renewal failed.
    pub ready_not_renewed: &'static str,
    /// Details: the first certificate is being requested.
    pub requesting: &'static str,
    /// Details: there is no certificate.
    pub no_credential: &'static str,
    /// Details: no certificate was requested.
    pub not_asked: &'static str,
    /// Details, button: requests a certificate.
    pub get_certificate: &'static str,
    /// Button: renews the certificates.
    pub renew_now: &'static str,
    /// The certificate is valid too briefly.
    pub too_short: &'static str,
    /// `expirationTimestamp` differs from the expiry in the certificate.
    pub expiry_differs: &'static str,
    /// Label below the digits of a countdown.
    pub left: &'static str,
    /// The remaining time for screen readers.
    pub time_left: fn(Countdown) -> String,
    /// When the failed request is retried: the texts before and after the countdown.
    pub next_attempt: [&'static str; 2],
}
