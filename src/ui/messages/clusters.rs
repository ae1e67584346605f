//! Words about clusters and their certificates.

use haulout_protocol::countdown::Countdown;

/// The clusters and their certificates.
pub struct Clusters {
    /// The heading of the list.
    pub title: &'static str,
    /// A certificate is there.
    pub ready: &'static str,
    /// A certificate is there, and the next one is on its way.
    pub renewing: &'static str,
    /// A certificate is there, but the next one is not to be had.
    pub ready_not_renewed: &'static str,
    /// The first certificate is on its way.
    pub requesting: &'static str,
    /// There is none.
    pub no_credential: &'static str,
    /// Nobody asked for one.
    pub not_asked: &'static str,
    /// Asks for one.
    pub get_certificate: &'static str,
    /// Asks for new ones.
    pub renew_now: &'static str,
    /// The certificate lives too briefly.
    pub too_short: &'static str,
    /// `expirationTimestamp` and the certificate disagree.
    pub other_end: &'static str,
    /// Below the digits of a countdown.
    pub left: &'static str,
    /// Remaining life, for those who listen.
    pub time_left: fn(Countdown) -> String,
    /// A failure that is being worked on.
    pub next_attempt: fn(&str) -> String,
}
