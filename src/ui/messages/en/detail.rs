//! Texts of the details of one cluster.

use crate::ui::locale::Plural;
use crate::ui::messages::DetailMessages;

pub(super) const DETAIL: DetailMessages = DetailMessages {
    renews_in: ["Ready. Renews automatically in ", ", before it expires."],
    username_label: "Username in the cluster",
    in_groups: "Groups in the cluster",
    no_groups: "none",
    more_groups: |count, plural| match plural {
        Plural::One => format!("and {count} more group"),
        Plural::Zero | Plural::Two | Plural::Few | Plural::Many | Plural::Other => {
            format!("and {count} more groups")
        }
    },
    more: "Certificate details",
    server: "API server URL",
    expires_at: "Expires at",
    extra: "Extra attributes",
    serial: "Serial number in audit logs",
};
