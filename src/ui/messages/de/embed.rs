//! The window that a dashboard opens.

use crate::ui::messages::EmbedMessages;

pub(in crate::ui::messages) static EMBED: EmbedMessages = EmbedMessages {
    sign_in_for: |origin| {
        format!(
            "{origin} hat dieses Fenster geöffnet. Wenn Sie sich hier anmelden, kann diese Seite in Ihren Clustern als Sie handeln, solange dieses Fenster offen ist."
        )
    },
    blocked: "Ihr Browser hat das Fenster für die Anmeldung nicht zugelassen. Erlauben Sie das für diese Seite und melden Sie sich dann an.",
    ask: |origin| format!("Darf {origin} als Sie handeln?"),
    ask_lead: |user| {
        format!(
            "Sie sind als {user} angemeldet. Die Seite, die dieses Fenster geöffnet hat, fragt nach Ihren Clustern."
        )
    },
    terms: [
        "Sie erfährt, wer Sie sind und welche Cluster Sie haben.",
        "Sie kann für jeden davon ein Zertifikat bekommen, das wenige Minuten gilt.",
        "Ihr Passwort und die Sitzung, aus der neue Zertifikate kommen, bekommt sie nie.",
    ],
    allow: "Erlauben",
    refuse: "Nicht erlauben",
    connected: |origin| format!("Verbunden mit {origin}"),
    keep_open: "Lassen Sie dieses Fenster offen: Hier werden die Zertifikate erneuert. Wenn Sie es schließen, kommen keine weiteren.",
    stop: "Beenden",
    stopped: "Nicht verbunden",
    stopped_lead: |origin| {
        format!(
            "{origin} bekommt von hier nichts mehr. Zertifikate, die dort schon sind, laufen in wenigen Minuten ab. Sie können dieses Fenster schließen."
        )
    },
    not_allowed: [
        "Diese Seite darf sich nicht verbinden",
        "Die Seite, die dieses Fenster geöffnet hat, gehört nicht zu denen, die der Betreiber dieses Portals zulässt.",
    ],
    no_opener: [
        "Niemand wartet auf dieses Fenster",
        "Dieses Fenster arbeitet für die Seite, die es öffnet, und hier ist keine zu erreichen. Beginnen Sie dort.",
    ],
    no_answer: [
        "Die andere Seite antwortet nicht",
        "Die Seite, die dieses Fenster geöffnet hat, ist nicht die, für die sie sich ausgibt, oder sie ist fort. Beginnen Sie dort noch einmal.",
    ],
};
