//! Texts of the sign-in page.

use haulout_protocol::snapshot::Step;

use crate::ui::locale::Plural;
use crate::ui::messages::SignInMessages;

pub(super) const SIGN_IN: SignInMessages = SignInMessages {
    title: "Bei den Clustern anmelden",
    lead: "Für kubectl, k9s und andere Programme, die eine Kubeconfig lesen.",
    sign_in: "Anmelden",
    sign_in_with: "Anmelden über",
    step_sign_in: [
        "Die Anmeldung erfolgt bei ",
        " und führt auf diese Seite zurück.",
    ],
    step_certificates: "Jeder Cluster stellt ein Zertifikat aus, das wenige Minuten gilt. Diese Seite erneuert es.",
    step_export: "Die Kubeconfig für kubectl lässt sich kopieren oder herunterladen.",
    address: "URL des Anmeldedienstes:",
    available_clusters: "Verfügbare Cluster",
    and_more: |count, plural| match plural {
        Plural::One => format!("und {count} weiterer"),
        Plural::Zero | Plural::Two | Plural::Few | Plural::Many | Plural::Other => {
            format!("und {count} weitere")
        }
    },
    end_session: "Auch die Sitzung beim Anmeldedienst beenden",
    provider_kind,
    progress,
    no_script: [
        "JavaScript ist deaktiviert.",
        "Die Anmeldung ist möglich, aber für die Kubeconfig braucht diese Seite JavaScript und WebAssembly.",
    ],
    in_window: "Melden Sie sich im anderen Fenster an\u{a0}…",
    return_hint: "Zeigt die Anmeldeseite einen Fehler, bitte hierher zurückkehren und neu beginnen.",
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
        Step::Preparing => "Wird geladen\u{a0}…",
        Step::Leaving => "Weiterleitung zur Anmeldeseite\u{a0}…",
        Step::Arriving => "Anmeldung wird geprüft\u{a0}…",
        Step::Ending => "Abmeldung läuft\u{a0}…",
    }
}
