//! Texts of the window that a dashboard on another origin opens.

use crate::ui::messages::EmbedMessages;

pub(in crate::ui::messages) static EMBED: EmbedMessages = EmbedMessages {
    sign_in_for: |origin| {
        format!(
            "{origin} hat dieses Fenster geöffnet. Nach der Anmeldung kann diese Seite in den Clustern unter dem angemeldeten Namen handeln, solange dieses Fenster offen ist."
        )
    },
    blocked: "Der Browser hat das Anmeldefenster blockiert. Pop\u{2011}ups für diese Seite erlauben, dann anmelden.",
    question: |origin| format!("Zugriff für {origin} erlauben?"),
    question_lead: |user| {
        format!(
            "Angemeldet als {user}. Die Seite, die dieses Fenster geöffnet hat, möchte unter diesem Namen auf die Cluster zugreifen."
        )
    },
    terms: [
        "Das Dashboard erfährt den Benutzernamen und die Liste der Cluster.",
        "Es kann für jeden Cluster ein Zertifikat anfordern. Jedes gilt wenige Minuten.",
        "Es erhält nie das Passwort und nie die Sitzung, die neue Zertifikate ausstellt.",
    ],
    allow: "Erlauben",
    refuse: "Ablehnen",
    connected: |origin| format!("Verbunden mit {origin}"),
    keep_open: "Dieses Fenster offen lassen: Es erneuert die Zertifikate. Nach dem Schließen erhält das Dashboard keine neuen.",
    stop: "Verbindung trennen",
    stopped: "Verbindung getrennt",
    stopped_lead: |origin| {
        format!(
            "{origin} erhält keine weiteren Zertifikate. Die vorhandenen laufen in wenigen Minuten ab. Dieses Fenster kann geschlossen werden."
        )
    },
    not_allowed: [
        "Dieses Dashboard ist nicht zugelassen",
        "Der Betreiber dieses Portals hat die Seite, die dieses Fenster geöffnet hat, nicht zugelassen.",
    ],
    no_opener: [
        "Kein Dashboard verbunden",
        "Dieses Fenster funktioniert nur für das Dashboard, das es geöffnet hat, und dieses ist nicht erreichbar. Bitte im Dashboard beginnen.",
    ],
    no_answer: [
        "Das Dashboard antwortet nicht",
        "Die Seite, die dieses Fenster geöffnet hat, wurde geschlossen oder hat einen anderen Ursprung, als sie angibt. Bitte im Dashboard neu beginnen.",
    ],
};
