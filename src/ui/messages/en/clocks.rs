//! Clocks.

use haulout_protocol::clocks::{Deviation, Whose};

use crate::ui::messages::Clocks;

pub(super) const CLOCKS: Clocks = Clocks {
    off,
    replicas_apart,
};

fn off(deviation: Deviation) -> String {
    let (whose, consequence) = match deviation.whose {
        Whose::Computer => (
            "This computer's clock",
            "This page allows for it; kubectl and others do not. Set it by NTP.",
        ),
        Whose::Issuer => (
            "The issuer's clock",
            "Its tokens may be refused. Its operator should check NTP.",
        ),
        Whose::Concierge => (
            "The clock of this cluster's Concierge",
            "Its certificates end that much off. The cluster's operator should check NTP.",
        ),
        Whose::Verifier => (
            "This cluster's clock",
            "The time left is counted on it, so it is right. The cluster's operator should check NTP.",
        ),
    };
    let direction = if deviation.offset_millis > 0 {
        "ahead of"
    } else {
        "behind"
    };
    let off = rough_span(deviation.offset_millis.unsigned_abs());
    format!("{whose} is {off} {direction} the others. {consequence}")
}

fn replicas_apart(millis: u64) -> String {
    format!(
        "Two servers of this cluster are {} apart. The earlier end counts. The cluster's operator should check NTP.",
        rough_span(millis)
    )
}

/// `4.2 s`, `40 min`, `3 h`: as much of it as matters.
fn rough_span(millis: u64) -> String {
    match millis {
        0..120_000 => format!("{}.{} s", millis / 1000, millis % 1000 / 100),
        120_000..7_200_000 => format!("{} min", millis / 60_000),
        _ => format!("{} h", millis / 3_600_000),
    }
}
