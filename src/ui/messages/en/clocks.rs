//! Clocks.

use haulout_protocol::clocks::Whose;

use crate::ui::locale::Plural;
use crate::ui::messages::{ClockMessages, Direction, Unit};

pub(super) const CLOCKS: ClockMessages = ClockMessages {
    title: "Clocks",
    who,
    reference: "reference",
    not_told: "not told",
    amount: |number, unit| match unit {
        Unit::Seconds => format!("{number} s"),
        Unit::Minutes => format!("{number} min"),
        Unit::Hours => format!("{number} h"),
    },
    difference: |difference, error| format!("{difference} ± {error}"),
    agree: "As far as they can be measured, all clocks agree.",
    unknown: "No server has told its time yet.",
    runs: |who, amount, direction| match direction {
        Direction::Ahead => format!("{who} runs {amount} ahead"),
        Direction::Behind => format!("{who} runs {amount} behind"),
    },
    breaks,
    two_answer: |who, amount| format!("{who} has two machines whose clocks are {amount} apart"),
    two_break: "A certificate counts as ended when the earlier one says so. Their operator should check NTP.",
    more: |count, plural| match plural {
        Plural::One => format!("{count} more clock is off."),
        Plural::Zero | Plural::Two | Plural::Few | Plural::Many | Plural::Other => {
            format!("{count} more clocks are off.")
        }
    },
    off: |title, text| format!("{title}. {text}"),
};

fn who(whose: Whose, cluster: &str) -> String {
    match whose {
        Whose::Computer => "This computer".to_owned(),
        Whose::Issuer => "Issuer".to_owned(),
        Whose::Concierge => format!("Concierge of {cluster}"),
        Whose::Verifier => format!("API server of {cluster}"),
    }
}

const fn breaks(whose: Whose, direction: Direction) -> &'static str {
    match (whose, direction) {
        (Whose::Computer, _) => {
            "What this page writes allows for it; other programs may take a good certificate for an old one. Let your system set its clock by itself (NTP)."
        }
        (Whose::Issuer, Direction::Ahead) => {
            "Its tokens seem to come from the future, and clusters may refuse them. Its operator should check NTP."
        }
        (Whose::Issuer, Direction::Behind) => {
            "Its tokens end that much earlier than they should. Its operator should check NTP."
        }
        (Whose::Concierge, Direction::Ahead) => {
            "Its certificates live that much longer than they should. The cluster’s operator should check NTP."
        }
        (Whose::Concierge, Direction::Behind) => {
            "Its certificates end that much earlier than they should. The cluster’s operator should check NTP."
        }
        (Whose::Verifier, Direction::Ahead) => {
            "It refuses certificates that much earlier. The time left is counted on its clock, so it is right. The cluster’s operator should check NTP."
        }
        (Whose::Verifier, Direction::Behind) => {
            "It accepts certificates that much longer. The time left is counted on its clock, so it is right. The cluster’s operator should check NTP."
        }
    }
}
