//! What happened.

use haulout_protocol::activity::{Asked, Failure, Happened};

use super::errors::ERRORS;
use crate::ui::messages::ActivityMessages;

pub(super) const ACTIVITY: ActivityMessages = ActivityMessages {
    title: "Verlauf",
    nothing: "Noch ist nichts geschehen.",
    happened,
    server_time: |time| format!("Auf der Uhr des Servers war es {time}\u{a0}Uhr"),
    audit_id: "Audit-Id",
    times: |count| format!("×{count}"),
    show_all: |count| format!("Alle {count} zeigen"),
    show_fewer: "Weniger zeigen",
};

fn happened(happened: &Happened, varies: &str) -> String {
    let text = match happened {
        Happened::Discovered => "Angaben des Anmeldedienstes abgerufen",
        Happened::SentToSignIn => "Zur Anmeldung an den Anmeldedienst übergeben",
        Happened::SignedIn { .. } => {
            return format!("Angemeldet, mit einem ID\u{2011}Token bis {varies}\u{a0}Uhr");
        }
        Happened::RenewedSilently { .. } => {
            return format!(
                "Ohne Rückfrage eine neue Sitzung erhalten, mit einem ID\u{2011}Token bis {varies}\u{a0}Uhr"
            );
        }
        Happened::Refreshed => "Tokens erneuert",
        Happened::Exchanged { audience } => {
            return format!("Token für die Audience „{audience}“ erhalten");
        }
        Happened::Credential { .. } => {
            return format!("Zugangsdaten erhalten, gültig bis {varies}\u{a0}Uhr");
        }
        Happened::Expired => "Das letzte Zertifikat ist abgelaufen, und ein anderes gibt es nicht",
        Happened::Refused(failure) | Happened::Failed(failure) => {
            return failed(failure, varies);
        }
        Happened::ClockOff { .. } => varies,
        Happened::ClockSet { millis } if *millis < 0 => {
            return format!("Die Uhr dieses Computers wurde um {varies} zurückgestellt");
        }
        Happened::ClockSet { .. } => {
            return format!("Die Uhr dieses Computers wurde um {varies} vorgestellt");
        }
        Happened::Slept { .. } => {
            return format!("Dieser Computer war {varies} lang im Ruhezustand");
        }
        Happened::SignInNeeded { .. } => {
            return format!("Bis {varies}\u{a0}Uhr ist eine neue Anmeldung nötig");
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
        Asked::Configuration => "gefragt nach der Konfiguration",
        Asked::Metadata => "gefragt nach seinen Metadaten",
        Asked::IdentityProviders => "gefragt nach seinen Identitätsanbietern",
        Asked::Session => "gefragt nach der Sitzung",
        Asked::SignIn => "gefragt nach einer Anmeldung",
        Asked::Tokens => "gefragt nach Tokens",
        Asked::Refresh => "gefragt nach neuen Tokens",
        Asked::SigningKeys => "gefragt nach seinen Schlüsseln",
        Asked::Exchange => "gefragt nach einem Token für diesen Cluster",
        Asked::Credential => "gefragt nach Zugangsdaten",
        Asked::Time => "gefragt nach der Uhrzeit",
        Asked::SignOut => "gebeten um Abmeldung",
    }
}
