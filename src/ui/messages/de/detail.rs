//! One cluster.

use crate::ui::locale::Plural;
use crate::ui::messages::DetailMessages;

pub(super) const DETAIL: DetailMessages = DetailMessages {
    renews_in: [
        "Bereit. Erneuert sich in ",
        " von selbst, noch vor dem Ablauf.",
    ],
    known_as: "Der Cluster kennt Sie als",
    in_groups: "in den Gruppen",
    no_groups: "keine",
    more_groups: |count, plural| match plural {
        Plural::One => format!("und {count} weitere Gruppe"),
        Plural::Zero | Plural::Two | Plural::Few | Plural::Many | Plural::Other => {
            format!("und {count} weitere Gruppen")
        }
    },
    more: "Zu diesem Zertifikat",
    server: "Für den API\u{2011}Server",
    ends: "Gilt bis",
    serial: "Seriennummer in Audit\u{2011}Logs",
};
