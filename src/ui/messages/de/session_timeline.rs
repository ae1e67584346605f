//! What ends when.

use crate::ui::messages::{SessionTimelineMessages, Tense};

pub(super) const SESSION_TIMELINE: SessionTimelineMessages = SessionTimelineMessages {
    title: "Was als Nächstes endet",
    nothing_until: |time| {
        format!("Bis {time}\u{a0}Uhr ist nichts zu tun. Zehn Minuten vorher werden Sie gefragt.")
    },
    renews_by_itself: "Nichts zu tun. Es erneuert sich von selbst, solange der Anmeldedienst das zulässt.",
    sign_in_within: |countdown| {
        format!(
            "Melden Sie sich in den nächsten {countdown} neu an: Länger kann sich diese Sitzung nicht erneuern."
        )
    },
    sign_in_now: "Melden Sie sich neu an, um neue Zertifikate zu bekommen.",
    now: "jetzt",
    signed_in_at: |time| format!("Angemeldet: {time}\u{a0}Uhr"),
    sign_in_at: |time| format!("{time}\u{a0}Uhr: neu anmelden"),
    goes_on: "geht von selbst weiter",
    renewal: |time| format!("Nächste Erneuerung: {time}\u{a0}Uhr"),
    certificate: |tense, time| ending("Zertifikat", tense, time),
    id_token: |tense, time| ending("ID\u{2011}Token", tense, time),
    session: |tense, time| ending("Sitzung", tense, time),
};

fn ending(what: &str, tense: Tense, time: &str) -> String {
    let verb = match tense {
        Tense::Coming => "gilt",
        Tense::Gone => "galt",
    };
    format!("{what} {verb} bis {time}\u{a0}Uhr")
}
