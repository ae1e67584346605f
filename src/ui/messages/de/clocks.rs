//! Texts about clock deviations.

use haulout_protocol::clocks::ClockOwner;

use crate::ui::locale::Plural;
use crate::ui::messages::{ClockMessages, Direction, Unit};

pub(super) const CLOCKS: ClockMessages = ClockMessages {
    diagnostics: "Diagnose",
    title: "Uhren",
    who,
    reference: "Referenz",
    not_measured: "unbekannt",
    amount: |number, unit| match unit {
        Unit::Seconds => format!("{number}\u{a0}s"),
        Unit::Minutes => format!("{number}\u{a0}min"),
        Unit::Hours => format!("{number}\u{a0}h"),
    },
    difference: |difference, error| format!("{difference} ±\u{a0}{error}"),
    agree: "Alle gemessenen Uhren stimmen überein.",
    unknown: "Noch keine Serverzeit empfangen.",
    deviation: |who, amount, direction| match direction {
        Direction::Ahead => format!("{who}: Uhr geht {amount} vor"),
        Direction::Behind => format!("{who}: Uhr geht {amount} nach"),
    },
    effect,
    replicas_differ: |who, amount| {
        format!("{who}: zwei Replikate, deren Uhren um {amount} abweichen")
    },
    replicas_effect: "Das Replikat mit der vorgehenden Uhr lehnt ein Zertifikat zuerst ab. Der Betreiber sollte NTP prüfen.",
    more: |count, plural| match plural {
        Plural::One => format!("{count} weitere Uhr geht falsch."),
        Plural::Zero | Plural::Two | Plural::Few | Plural::Many | Plural::Other => {
            format!("{count} weitere Uhren gehen falsch.")
        }
    },
    off: |title, text| format!("{title}. {text}"),
};

fn who(whose: ClockOwner, cluster: &str) -> String {
    match whose {
        ClockOwner::Computer => "Dieser Computer".to_owned(),
        ClockOwner::Issuer => "Anmeldedienst".to_owned(),
        ClockOwner::Concierge => format!("Concierge von {cluster}"),
        ClockOwner::Verifier => format!("API\u{2011}Server von {cluster}"),
    }
}

const fn effect(whose: ClockOwner, direction: Direction) -> &'static str {
    match (whose, direction) {
        (ClockOwner::Computer, _) => {
            "Diese Seite gleicht das aus. Andere Programme halten ein gültiges Zertifikat möglicherweise für abgelaufen. Abhilfe: die automatische Zeiteinstellung (NTP) auf diesem Computer einschalten."
        }
        (ClockOwner::Issuer, Direction::Ahead) => {
            "Seine Tokens scheinen in der Zukunft ausgestellt zu sein; Cluster lehnen sie möglicherweise ab. Der Betreiber des Anmeldedienstes sollte NTP prüfen."
        }
        (ClockOwner::Issuer, Direction::Behind) => {
            "Seine Tokens laufen um diese Zeit zu früh ab. Der Betreiber des Anmeldedienstes sollte NTP prüfen."
        }
        (ClockOwner::Concierge, Direction::Ahead) => {
            "Seine Zertifikate gelten um diese Zeit zu lange. Der Betreiber des Clusters sollte NTP prüfen."
        }
        (ClockOwner::Concierge, Direction::Behind) => {
            "Seine Zertifikate laufen um diese Zeit zu früh ab. Der Betreiber des Clusters sollte NTP prüfen."
        }
        (ClockOwner::Verifier, Direction::Ahead) => {
            "Er lehnt Zertifikate um diese Zeit früher ab. Die Restzeit ist nach seiner Uhr berechnet und stimmt. Der Betreiber des Clusters sollte NTP prüfen."
        }
        (ClockOwner::Verifier, Direction::Behind) => {
            "Er akzeptiert Zertifikate um diese Zeit länger. Die Restzeit ist nach seiner Uhr berechnet und stimmt. Der Betreiber des Clusters sollte NTP prüfen."
        }
    }
}
