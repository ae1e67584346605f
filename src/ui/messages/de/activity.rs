//! Texts of the activity log.

use haulout_protocol::activity::{Asked, Failure, Happened};

use super::errors::ERRORS;
use crate::ui::messages::ActivityMessages;

pub(super) const ACTIVITY: ActivityMessages = ActivityMessages {
    title: "Verlauf",
    empty: "Noch keine Einträge.",
    happened,
    server_time: |time| format!("Uhrzeit des Servers: {time}\u{a0}Uhr"),
    audit_id: "Audit-Id",
    times: |count| format!("×{count}"),
    show_all: |count| format!("Alle {count} zeigen"),
    show_fewer: "Weniger zeigen",
};

fn happened(happened: &Happened, detail: &str) -> String {
    let text = match happened {
        Happened::Discovered => "Metadaten des Anmeldedienstes abgerufen",
        Happened::SentToSignIn => "Zur Anmeldung an den Anmeldedienst weitergeleitet",
        Happened::SignedIn { .. } => {
            return format!("Angemeldet; das ID\u{2011}Token gilt bis {detail}\u{a0}Uhr");
        }
        Happened::RenewedSilently { .. } => {
            return format!(
                "Sitzung ohne Rückfrage erneuert; das ID\u{2011}Token gilt bis {detail}\u{a0}Uhr"
            );
        }
        Happened::Refreshed => "Tokens erneuert",
        Happened::Exchanged { audience } => {
            return format!("Token für die Audience „{audience}“ erhalten");
        }
        Happened::Credential { .. } => {
            return format!("Zugangsdaten erhalten, gültig bis {detail}\u{a0}Uhr");
        }
        Happened::Expired => "Das letzte Zertifikat ist abgelaufen und wurde nicht ersetzt",
        Happened::Refused(failure) | Happened::Failed(failure) => {
            return failed(failure, detail);
        }
        Happened::ClockOff { .. } => detail,
        Happened::ClockSet { millis } if *millis < 0 => {
            return format!("Die Uhr dieses Computers wurde um {detail} zurückgestellt");
        }
        Happened::ClockSet { .. } => {
            return format!("Die Uhr dieses Computers wurde um {detail} vorgestellt");
        }
        Happened::Slept { .. } => {
            return format!("Dieser Computer war {detail} lang im Ruhezustand");
        }
        Happened::SignInNeeded { .. } => {
            return format!("Bis {detail}\u{a0}Uhr ist eine neue Anmeldung nötig");
        }
        Happened::SignedOut => "Abgemeldet",
    };
    text.to_owned()
}

fn failed(failure: &Failure, again: &str) -> String {
    let title = (ERRORS.title)(failure.code);
    let asked = failure
        .asked
        .map_or(String::new(), |it| format!(" ({})", asked(it)));
    if again.is_empty() {
        format!("{title}{asked}")
    } else {
        format!("{title}{asked}. Nächster Versuch: {again}\u{a0}Uhr")
    }
}

const fn asked(asked: Asked) -> &'static str {
    match asked {
        Asked::Configuration => "Abruf der Konfiguration",
        Asked::Metadata => "Abruf der Metadaten",
        Asked::IdentityProviders => "Abruf der Identitätsanbieter",
        Asked::Session => "Laden der Sitzung",
        Asked::SignIn => "Start der Anmeldung",
        Asked::Tokens => "Anforderung von Tokens",
        Asked::Refresh => "Erneuerung der Tokens",
        Asked::SigningKeys => "Abruf der Signaturschlüssel",
        Asked::Exchange => "Tokentausch für diesen Cluster",
        Asked::Credential => "Anforderung von Zugangsdaten",
        Asked::Time => "Abfrage der Uhrzeit",
        Asked::SignOut => "Abmeldung",
    }
}
