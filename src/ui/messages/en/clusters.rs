//! Texts about clusters and their certificates.

use haulout_protocol::countdown::Countdown;

use crate::ui::messages::ClusterMessages;

pub(super) const CLUSTERS: ClusterMessages = ClusterMessages {
    title: "Clusters",
    find: |count| format!("Search {count} clusters"),
    filter: "Filter by state",
    all: "All",
    attention: "Needs attention",
    listed: |count, all| format!("{count} of {all} clusters"),
    none_listed: "No matching clusters.",
    show_all: "Show all",
    select_all: "Select all",
    select_none: "Select none",
    select: |name| format!("Select {name}"),
    selected: |count| format!("{count} selected"),
    one_file: "Download one file",
    clear: "Clear selection",
    row_ready: "Ready",
    row_renewing: "Ready, renewing…",
    row_not_renewed: |trouble| format!("Still valid. {trouble}"),
    row_requesting: "Requesting a certificate…",
    row_not_asked: "Not requested",
    get: "Request",
    get_for: |name| format!("Request certificate for {name}"),
    why: "Why?",
    ready: "Ready",
    renewing: "Ready. Requesting a new certificate…",
    ready_not_renewed: "Still valid, but renewal failed",
    requesting: "Requesting a certificate from the cluster…",
    no_credential: "No certificate",
    not_asked: "No certificate was requested for this cluster",
    get_certificate: "Request certificate",
    renew_now: "Renew now",
    too_short: "This cluster’s certificates are valid too briefly to guarantee renewal in time.",
    expiry_differs: "The cluster announced a different expiry time. The one in the certificate applies.",
    left: "left",
    time_left,
    next_attempt: ["Retries automatically in ", "."],
};

/// "4 minutes 12 seconds left".
fn time_left(countdown: Countdown) -> String {
    let parts = [
        (countdown.hours(), "hour"),
        (countdown.minutes(), "minute"),
        (countdown.seconds(), "second"),
    ];
    let said: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| counted(*count, unit))
        .collect();
    if said.is_empty() {
        "Expired".to_owned()
    } else {
        format!("{} left", said.join(" "))
    }
}

fn counted(count: u64, unit: &str) -> String {
    if count == 1 {
        format!("1 {unit}")
    } else {
        format!("{count} {unit}s")
    }
}
