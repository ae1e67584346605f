//! The clusters.

use haulout_protocol::countdown::Countdown;

use crate::ui::messages::ClusterMessages;

pub(super) const CLUSTERS: ClusterMessages = ClusterMessages {
    title: "Clusters",
    find: |count| format!("Find among {count}"),
    filter: "Which clusters",
    all: "All",
    attention: "Needs attention",
    listed: |count, all| format!("{count} of {all} clusters"),
    none_listed: "No cluster fits.",
    show_all: "Show all",
    select_all: "Select all",
    select_none: "Select none",
    select: |name| format!("Select {name}"),
    selected: |count| format!("{count} selected"),
    one_file: "One file for all",
    clear: "Clear",
    row_ready: "Ready",
    row_renewing: "Ready, renewing…",
    row_not_renewed: |trouble| format!("Still works. {trouble}"),
    row_requesting: "Asking for a certificate…",
    row_not_asked: "Not asked for",
    get: "Get",
    get_for: |name| format!("Get a certificate for {name}"),
    why: "Why?",
    ready: "Ready",
    renewing: "Ready. Getting a new certificate…",
    ready_not_renewed: "Still works, but was not renewed",
    requesting: "Asking the cluster for a certificate…",
    no_credential: "No certificate",
    not_asked: "No certificate is kept for this cluster",
    get_certificate: "Get a certificate",
    renew_now: "Renew now",
    too_short: "This cluster’s certificates live too briefly to be renewed in time whatever happens.",
    other_end: "The cluster announced another end. The certificate’s own counts.",
    left: "left",
    time_left,
    next_attempt: |countdown| format!("Next attempt in {countdown}, by itself."),
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
