//! Clocks.

use haulout_protocol::clocks::Whose;

use crate::ui::locale::Plural;
use crate::ui::messages::{ClockMessages, Direction, Unit};

pub(super) const CLOCKS: ClockMessages = ClockMessages {
    title: "Uhren",
    who,
    reference: "Referenz",
    not_told: "unbekannt",
    amount: |number, unit| match unit {
        Unit::Seconds => format!("{number}\u{a0}s"),
        Unit::Minutes => format!("{number}\u{a0}min"),
        Unit::Hours => format!("{number}\u{a0}h"),
    },
    difference: |difference, error| format!("{difference} ±\u{a0}{error}"),
    agree: "Soweit es sich messen lässt, gehen alle Uhren gleich.",
    unknown: "Noch hat kein Server seine Uhrzeit mitgeteilt.",
    runs: |who, amount, direction| match direction {
        Direction::Ahead => format!("{who} geht {amount} vor"),
        Direction::Behind => format!("{who} geht {amount} nach"),
    },
    breaks,
    two_answer: |who, amount| {
        format!("{who} besteht aus zwei Maschinen, deren Uhren {amount} auseinanderliegen")
    },
    two_break: "Ein Zertifikat gilt als abgelaufen, sobald die frühere es sagt. Der Betreiber sollte NTP prüfen.",
    more: |count, plural| match plural {
        Plural::One => format!("{count} weitere Uhr geht falsch."),
        Plural::Zero | Plural::Two | Plural::Few | Plural::Many | Plural::Other => {
            format!("{count} weitere Uhren gehen falsch.")
        }
    },
    off: |title, text| format!("{title}. {text}"),
};

fn who(whose: Whose, cluster: &str) -> String {
    match whose {
        Whose::Computer => "Dieser Computer".to_owned(),
        Whose::Issuer => "Anmeldedienst".to_owned(),
        Whose::Concierge => format!("Concierge von {cluster}"),
        Whose::Verifier => format!("API\u{2011}Server von {cluster}"),
    }
}

const fn breaks(whose: Whose, direction: Direction) -> &'static str {
    match (whose, direction) {
        (Whose::Computer, _) => {
            "Was diese Seite schreibt, berücksichtigt das; andere Programme halten ein gültiges Zertifikat vielleicht für abgelaufen. Lassen Sie Ihr System die Uhr selbst stellen (NTP)."
        }
        (Whose::Issuer, Direction::Ahead) => {
            "Seine Tokens scheinen aus der Zukunft zu kommen, und Cluster lehnen sie vielleicht ab. Sein Betreiber sollte NTP prüfen."
        }
        (Whose::Issuer, Direction::Behind) => {
            "Seine Tokens enden um so viel früher, als sie sollten. Sein Betreiber sollte NTP prüfen."
        }
        (Whose::Concierge, Direction::Ahead) => {
            "Seine Zertifikate gelten um so viel länger, als sie sollten. Der Betreiber des Clusters sollte NTP prüfen."
        }
        (Whose::Concierge, Direction::Behind) => {
            "Seine Zertifikate enden um so viel früher, als sie sollten. Der Betreiber des Clusters sollte NTP prüfen."
        }
        (Whose::Verifier, Direction::Ahead) => {
            "Er lehnt Zertifikate um so viel früher ab. Die Restzeit zählt nach seiner Uhr und stimmt deshalb. Der Betreiber des Clusters sollte NTP prüfen."
        }
        (Whose::Verifier, Direction::Behind) => {
            "Er nimmt Zertifikate um so viel länger an. Die Restzeit zählt nach seiner Uhr und stimmt deshalb. Der Betreiber des Clusters sollte NTP prüfen."
        }
    }
}
