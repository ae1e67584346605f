//! Texts of the header, the footer and the settings.

use crate::ui::locale::Plural;
use crate::ui::messages::FrameMessages;

pub(super) const FRAME: FrameMessages = FrameMessages {
    product: "Haulout",
    sign_out: "Abmelden",
    signed_out: "Abgemeldet",
    needs_attention: "Handlungsbedarf",
    offline: "Der Browser meldet, dass keine Netzverbindung besteht. Anfragen werden trotzdem gesendet, aber seltener.",
    support: "Hilfe",
    appearance: "Darstellung",
    automatic: "System",
    light: "Hell",
    dark: "Dunkel",
    language: "Sprache",
    notify: "Benachrichtigen, bevor eine Anmeldung nötig ist",
    do_not_notify: "Benachrichtigungen ausschalten",
    notifications_denied: "Der Browser blockiert Benachrichtigungen dieser Seite.",
    sign_in_now: "Neu anmelden",
    sign_in_before: |time| format!("Bis {time}\u{a0}Uhr neu anmelden"),
    until_then: "Bis dahin werden die Zertifikate erneuert. Danach wird kubectl abgewiesen.",
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
    announce_lost: |cluster| format!("{cluster} hat kein Zertifikat; es besteht Handlungsbedarf."),
    announce_several_lost: |count, _| {
        format!("{count} Cluster haben kein Zertifikat; es besteht Handlungsbedarf.")
    },
    announce_ending: |cluster, count, plural| {
        format!(
            "Das Zertifikat für {cluster} läuft innerhalb von {} ab und wird nicht erneuert.",
            minutes(count, plural)
        )
    },
    crashed: "Diese Seite wurde durch einen internen Fehler angehalten. Kopiertes und Gespeichertes funktioniert weiter. Die Zeile unten enthält nichts Geheimes; bitte in einen Fehlerbericht aufnehmen:",
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
