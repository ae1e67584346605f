//! Words about clusters and their certificates.

use haulout_protocol::countdown::Countdown;

/// The clusters and their certificates.
pub struct ClusterMessages {
    /// The heading of the list.
    pub title: &'static str,
    /// In the search field; takes how many there are.
    pub find: fn(&str) -> String,
    /// What the choice of states is about, for those who listen.
    pub filter: &'static str,
    /// All states.
    pub all: &'static str,
    /// Those in trouble.
    pub attention: &'static str,
    /// How many are listed, and of how many.
    pub listed: fn(&str, &str) -> String,
    /// None is listed.
    pub none_listed: &'static str,
    /// Gives up the search.
    pub show_all: &'static str,
    /// Selects all that are listed.
    pub select_all: &'static str,
    /// The opposite.
    pub select_none: &'static str,
    /// Selects the cluster of this name, for those who listen.
    pub select: fn(&str) -> String,
    /// So many are selected.
    pub selected: fn(&str) -> String,
    /// Makes one kubeconfig for all that are selected.
    pub one_file: &'static str,
    /// Selects none any more.
    pub clear: &'static str,
    /// A certificate is there, in a row.
    pub row_ready: &'static str,
    /// A certificate is there and the next one is on its way, in a row.
    pub row_renewing: &'static str,
    /// A certificate is there and the next one is not to be had, in a row; takes what went wrong.
    pub row_not_renewed: fn(&str) -> String,
    /// The first certificate is on its way, in a row.
    pub row_requesting: &'static str,
    /// Nobody asked for one, in a row.
    pub row_not_asked: &'static str,
    /// Asks for one, in a row.
    pub get: &'static str,
    /// The same for those who listen; begins with what the row says, and takes the cluster's name.
    pub get_for: fn(&str) -> String,
    /// In place of the time that is left, in a row with a trouble.
    pub why: &'static str,
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
