//! Texts about clock deviations.

use haulout_protocol::clocks::ClockOwner;

use crate::ui::locale::Plural;
use crate::ui::messages::{ClockMessages, Direction, Unit};

pub(super) const CLOCKS: ClockMessages = ClockMessages {
    diagnostics: "Diagnostics",
    title: "Clocks",
    who,
    reference: "reference",
    not_measured: "unknown",
    amount: |number, unit| match unit {
        Unit::Seconds => format!("{number} s"),
        Unit::Minutes => format!("{number} min"),
        Unit::Hours => format!("{number} h"),
    },
    difference: |difference, error| format!("{difference} ± {error}"),
    agree: "All measured clocks agree.",
    unknown: "No server time received yet.",
    deviation: |who, amount, direction| match direction {
        Direction::Ahead => format!("{who}: clock {amount} ahead"),
        Direction::Behind => format!("{who}: clock {amount} behind"),
    },
    effect,
    replicas_differ: |who, amount| format!("{who}: two replicas with clocks {amount} apart"),
    replicas_effect: "The replica whose clock is ahead rejects a certificate first. The operator should check NTP.",
    more: |count, plural| match plural {
        Plural::One => format!("{count} more clock is off."),
        Plural::Zero | Plural::Two | Plural::Few | Plural::Many | Plural::Other => {
            format!("{count} more clocks are off.")
        }
    },
    off: |title, text| format!("{title}. {text}"),
};

fn who(whose: ClockOwner, cluster: &str) -> String {
    match whose {
        ClockOwner::Computer => "This computer".to_owned(),
        ClockOwner::Issuer => "Issuer".to_owned(),
        ClockOwner::Concierge => format!("Concierge of {cluster}"),
        ClockOwner::Verifier => format!("API server of {cluster}"),
    }
}

const fn effect(whose: ClockOwner, direction: Direction) -> &'static str {
    match (whose, direction) {
        (ClockOwner::Computer, _) => {
            "This page corrects for it. Other programs may treat a valid certificate as expired. Turn on automatic time (NTP) on this computer."
        }
        (ClockOwner::Issuer, Direction::Ahead) => {
            "Its tokens appear to be issued in the future, and clusters may reject them. The issuer’s operator should check NTP."
        }
        (ClockOwner::Issuer, Direction::Behind) => {
            "Its tokens expire earlier than intended by this amount. The issuer’s operator should check NTP."
        }
        (ClockOwner::Concierge, Direction::Ahead) => {
            "Its certificates are valid longer than intended by this amount. The cluster’s operator should check NTP."
        }
        (ClockOwner::Concierge, Direction::Behind) => {
            "Its certificates expire earlier than intended by this amount. The cluster’s operator should check NTP."
        }
        (ClockOwner::Verifier, Direction::Ahead) => {
            "It rejects certificates earlier by this amount. The remaining time is measured on its clock and is correct. The cluster’s operator should check NTP."
        }
        (ClockOwner::Verifier, Direction::Behind) => {
            "It accepts certificates longer by this amount. The remaining time is measured on its clock and is correct. The cluster’s operator should check NTP."
        }
    }
}
