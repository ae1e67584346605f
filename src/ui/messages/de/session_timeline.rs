//! Texts of the session timeline.

use crate::ui::messages::{SessionTimelineMessages, Tense};

pub(super) const SESSION_TIMELINE: SessionTimelineMessages = SessionTimelineMessages {
    title: "Zeitachse der Sitzung",
    renews_until: |time| format!("Automatische Erneuerung bis {time}\u{a0}Uhr, dann neu anmelden."),
    renews_automatically: "Automatische Erneuerung, solange der Anmeldedienst sie zulässt.",
    not_renewed: "Einige Zertifikate werden nicht erneuert. Den Grund nennt die Fehlermeldung.",
    requesting: "Zertifikate werden angefordert.",
    not_requested: "Für diesen Cluster wird kein Zertifikat angefordert.",
    sign_in_within: [
        "Neuanmeldung in den nächsten ",
        " nötig: Danach lässt sich diese Sitzung nicht mehr erneuern.",
    ],
    sign_in_now: "Für neue Zertifikate ist eine Neuanmeldung nötig.",
    now: "jetzt",
    signed_in_at: |time| format!("Angemeldet: {time}\u{a0}Uhr"),
    sign_in_at: |time| format!("{time}\u{a0}Uhr: neu anmelden"),
    open_ended: "kein bekanntes Ende",
    renewal: |time| format!("Nächste Erneuerung: {time}\u{a0}Uhr"),
    certificate: |tense, time| ending("Zertifikat", tense, time),
    id_token: |tense, time| ending("ID\u{2011}Token", tense, time),
    session: |tense, time| ending("Sitzung", tense, time),
};

fn ending(what: &str, tense: Tense, time: &str) -> String {
    let verb = match tense {
        Tense::Future => "gilt",
        Tense::Past => "galt",
    };
    format!("{what} {verb} bis {time}\u{a0}Uhr")
}
