//! Texts of the activity log.

use haulout_protocol::activity::{Happened, RecordedFailure, RequestKind};

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
        Happened::SignedOutAtIssuer => "Beim Anmeldedienst abgemeldet",
    };
    text.to_owned()
}

fn failed(failure: &RecordedFailure, again: &str) -> String {
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

const fn asked(asked: RequestKind) -> &'static str {
    match asked {
        RequestKind::Configuration => "Abruf der Konfiguration",
        RequestKind::Metadata => "Abruf der Metadaten",
        RequestKind::IdentityProviders => "Abruf der Identitätsanbieter",
        RequestKind::Session => "Laden der Sitzung",
        RequestKind::SignIn => "Start der Anmeldung",
        RequestKind::Tokens => "Anforderung von Tokens",
        RequestKind::Refresh => "Erneuerung der Tokens",
        RequestKind::SigningKeys => "Abruf der Signaturschlüssel",
        RequestKind::Exchange => "Tokentausch für diesen Cluster",
        RequestKind::Credential => "Anforderung von Zugangsdaten",
        RequestKind::Time => "Abfrage der Uhrzeit",
        RequestKind::SignOut => "Abmeldung",
    }
}
