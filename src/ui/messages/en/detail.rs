//! One cluster.

use crate::ui::locale::Plural;
use crate::ui::messages::DetailMessages;

pub(super) const DETAIL: DetailMessages = DetailMessages {
    renews_in: [
        "Ready. Renews by itself in ",
        ", while this one still works.",
    ],
    known_as: "The cluster knows you as",
    in_groups: "in groups",
    no_groups: "none",
    more_groups: |count, plural| match plural {
        Plural::One => format!("and {count} more group"),
        Plural::Zero | Plural::Two | Plural::Few | Plural::Many | Plural::Other => {
            format!("and {count} more groups")
        }
    },
    more: "About this certificate",
    server: "For the API server",
    ends: "Ends at",
    serial: "Serial number in audit logs",
};
