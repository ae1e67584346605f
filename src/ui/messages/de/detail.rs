//! Texts of the details of one cluster.

use crate::ui::locale::Plural;
use crate::ui::messages::DetailMessages;

pub(super) const DETAIL: DetailMessages = DetailMessages {
    renews_in: [
        "Bereit. Automatische Erneuerung in ",
        ", noch vor dem Ablauf.",
    ],
    username_label: "Benutzername im Cluster",
    in_groups: "Gruppen im Cluster",
    no_groups: "keine",
    more_groups: |count, plural| match plural {
        Plural::One => format!("und {count} weitere Gruppe"),
        Plural::Zero | Plural::Two | Plural::Few | Plural::Many | Plural::Other => {
            format!("und {count} weitere Gruppen")
        }
    },
    more: "Zertifikatdetails",
    server: "URL des API\u{2011}Servers",
    expires_at: "Gültig bis",
    extra: "Weitere Attribute",
    serial: "Seriennummer in Audit\u{2011}Logs",
};
