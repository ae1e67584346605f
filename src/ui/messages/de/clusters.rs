//! The clusters.

use haulout_protocol::countdown::Countdown;

use crate::ui::messages::ClusterMessages;

pub(super) const CLUSTERS: ClusterMessages = ClusterMessages {
    title: "Cluster",
    find: |count| format!("{count} Cluster durchsuchen"),
    filter: "Welche Cluster",
    all: "Alle",
    attention: "Handlungsbedarf",
    listed: |count, all| format!("{count} von {all} Clustern"),
    none_listed: "Kein Cluster passt dazu.",
    show_all: "Alle zeigen",
    select_all: "Alle auswählen",
    select_none: "Keinen auswählen",
    select: |name| format!("{name} auswählen"),
    selected: |count| format!("{count} ausgewählt"),
    one_file: "Als eine Datei",
    clear: "Aufheben",
    row_ready: "Bereit",
    row_renewing: "Bereit, wird erneuert\u{a0}…",
    row_not_renewed: |trouble| format!("Gilt noch. {trouble}"),
    row_requesting: "Zertifikat wird geholt\u{a0}…",
    row_not_asked: "Nicht geholt",
    get: "Holen",
    get_for: |name| format!("Holen: Zertifikat für {name}"),
    why: "Warum?",
    ready: "Bereit",
    renewing: "Bereit. Ein neues Zertifikat wird geholt\u{a0}…",
    ready_not_renewed: "Gilt noch, wurde aber nicht erneuert",
    requesting: "Das Zertifikat wird beim Cluster geholt\u{a0}…",
    no_credential: "Kein Zertifikat",
    not_asked: "Für diesen Cluster wird kein Zertifikat bereitgehalten",
    get_certificate: "Zertifikat holen",
    renew_now: "Jetzt erneuern",
    too_short: "Die Zertifikate dieses Clusters gelten so kurz, dass sie nicht in jedem Fall rechtzeitig erneuert werden können.",
    other_end: "Der Cluster hat ein anderes Ende angekündigt. Maßgeblich ist das Ende, das im Zertifikat steht.",
    left: "übrig",
    time_left,
    next_attempt: |countdown| format!("Nächster Versuch in {countdown}, von selbst."),
};

/// „Noch 4 Minuten 12 Sekunden“.
fn time_left(countdown: Countdown) -> String {
    let parts = [
        (countdown.hours(), "Stunde"),
        (countdown.minutes(), "Minute"),
        (countdown.seconds(), "Sekunde"),
    ];
    let mut said = String::new();
    for (count, unit) in parts.into_iter().filter(|(count, _)| *count > 0) {
        let ending = if count == 1 { "" } else { "n" };
        said += &format!(" {count} {unit}{ending}");
    }
    if said.is_empty() {
        "Abgelaufen".to_owned()
    } else {
        format!("Noch{said}")
    }
}
