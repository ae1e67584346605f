//! The entrance.

use haulout_protocol::snapshot::Step;

use crate::ui::locale::Plural;
use crate::ui::messages::SignInMessages;

pub(super) const SIGN_IN: SignInMessages = SignInMessages {
    title: "Bei Ihren Clustern anmelden",
    lead: "Für kubectl, k9s und alles andere, was eine Kubeconfig liest.",
    sign_in: "Anmelden",
    sign_in_with: "Anmelden über",
    first: ["Sie melden sich bei ", " an und kommen hierher zurück."],
    second: "Jeder Cluster stellt Ihnen ein Zertifikat aus, das wenige Minuten gilt. Diese Seite erneuert es.",
    third: "Sie nehmen eine Kubeconfig mit, und kubectl funktioniert.",
    address: "Die Anmeldeseite gehört zu",
    awaits: "Diese Cluster erwarten Sie",
    and_more: |count, plural| match plural {
        Plural::One => format!("und {count} weiterer"),
        Plural::Zero | Plural::Two | Plural::Few | Plural::Many | Plural::Other => {
            format!("und {count} weitere")
        }
    },
    end_session: "Auch die Sitzung beim Anmeldedienst beenden",
    provider_kind,
    progress,
    never_came_back: "Zeigt die nächste Seite einen Fehler, kommen Sie hierher zurück und beginnen Sie neu.",
};

fn provider_kind(kind: &str) -> &'static str {
    match kind {
        "activedirectory" => "Active Directory",
        "github" => "GitHub",
        "ldap" => "LDAP",
        "oidc" => "OpenID Connect",
        _ => "andere Art",
    }
}

const fn progress(step: Step) -> &'static str {
    match step {
        Step::Preparing => "Wird vorbereitet\u{a0}…",
        Step::Leaving => "Weiter zur Anmeldeseite\u{a0}…",
        Step::Arriving => "Anmeldung wird geprüft\u{a0}…",
        Step::Ending => "Abmeldung läuft\u{a0}…",
    }
}
