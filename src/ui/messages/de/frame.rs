//! The frame.

use crate::ui::locale::Plural;
use crate::ui::messages::FrameMessages;

pub(super) const FRAME: FrameMessages = FrameMessages {
    product: "Haulout",
    sign_out: "Abmelden",
    signed_out: "Abgemeldet",
    needs_attention: "Handlungsbedarf",
    support: "Hilfe bekommen",
    appearance: "Darstellung",
    automatic: "Wie der Computer",
    light: "Hell",
    dark: "Dunkel",
    language: "Sprache",
    notify: "Vor der nächsten Anmeldung benachrichtigen",
    do_not_notify: "Nicht benachrichtigen",
    notifications_denied: "Ihr Browser lässt keine Benachrichtigungen dieser Seite zu.",
    sign_in_now: "Neu anmelden",
    sign_in_before: |time| format!("Bis {time}\u{a0}Uhr neu anmelden"),
    until_then: "Bis dahin werden Ihre Zertifikate erneuert. Danach wird kubectl abgewiesen.",
    skip: "Zum Inhalt springen",
    settings: "Einstellungen",
    signed_in_by: "Angemeldet über",
    dismiss: "Schließen",
    version: |version| format!("Haulout {version}"),
    announce_signed_in: |user| format!("Angemeldet als {user}."),
    announce_sign_in: |count, plural| {
        format!(
            "Innerhalb von {} ist eine neue Anmeldung nötig.",
            minutes(count, plural)
        )
    },
    announce_lost: |cluster| {
        format!("{cluster} hat kein Zertifikat. Hier besteht Handlungsbedarf.")
    },
    announce_several_lost: |count, _| {
        format!("{count} Cluster haben kein Zertifikat. Hier besteht Handlungsbedarf.")
    },
    announce_ending: |cluster, count, plural| {
        format!(
            "Das Zertifikat für {cluster} läuft innerhalb von {} ab, und es folgt kein neues.",
            minutes(count, plural)
        )
    },
    stopped: "Diese Seite ist stehen geblieben. Was Sie kopiert oder gespeichert haben, funktioniert weiter. Die Zeile unten enthält nichts Geheimes und hilft bei der Fehlersuche:",
    signed_in_until: |time| format!("angemeldet bis {time}\u{a0}Uhr"),
};

/// In the dative case.
fn minutes(count: &str, plural: Plural) -> String {
    match plural {
        Plural::One => format!("{count} Minute"),
        Plural::Zero | Plural::Two | Plural::Few | Plural::Many | Plural::Other => {
            format!("{count} Minuten")
        }
    }
}
