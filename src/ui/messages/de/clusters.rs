//! Texts about clusters and their certificates.

use haulout_protocol::countdown::Countdown;

use crate::ui::messages::ClusterMessages;

pub(super) const CLUSTERS: ClusterMessages = ClusterMessages {
    title: "Cluster",
    find: |count| format!("{count} Cluster durchsuchen"),
    filter: "Nach Zustand filtern",
    all: "Alle",
    attention: "Handlungsbedarf",
    listed: |count, all| format!("{count} von {all} Clustern"),
    none_listed: "Keine passenden Cluster.",
    show_all: "Alle zeigen",
    select_all: "Alle auswählen",
    select_none: "Keinen auswählen",
    select: |name| format!("{name} auswählen"),
    selected: |count| format!("{count} ausgewählt"),
    one_file: "Eine Datei herunterladen",
    clear: "Auswahl aufheben",
    row_ready: "Bereit",
    row_renewing: "Bereit, wird erneuert\u{a0}…",
    row_not_renewed: |trouble| format!("Noch gültig. {trouble}"),
    row_requesting: "Zertifikat wird angefordert\u{a0}…",
    row_not_asked: "Nicht angefordert",
    get: "Anfordern",
    get_for: |name| format!("Anfordern: Zertifikat für {name}"),
    why: "Warum?",
    ready: "Bereit",
    renewing: "Bereit. Ein neues Zertifikat wird angefordert\u{a0}…",
    ready_not_renewed: "Noch gültig, aber nicht erneuert",
    requesting: "Das Zertifikat wird beim Cluster angefordert\u{a0}…",
    no_credential: "Kein Zertifikat",
    not_asked: "Für diesen Cluster wurde kein Zertifikat angefordert",
    get_certificate: "Zertifikat anfordern",
    renew_now: "Jetzt erneuern",
    too_short: "Die Zertifikate dieses Clusters gelten zu kurz, um eine rechtzeitige Erneuerung zu garantieren.",
    expiry_differs: "Der Cluster hat ein anderes Ablaufdatum angekündigt. Maßgeblich ist das im Zertifikat.",
    left: "übrig",
    time_left,
    next_attempt: ["Nächster automatischer Versuch in ", "."],
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
