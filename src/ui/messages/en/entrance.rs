//! The entrance.

use haulout_protocol::snapshot::Step;

use crate::ui::messages::Entrance;

pub(super) const ENTRANCE: Entrance = Entrance {
    title: "Get a kubeconfig",
    lead: "Sign in, and this page hands you a kubeconfig with a certificate that lives a few minutes.",
    sign_in: "Sign in",
    sign_in_with: "Sign in with",
    sent_to: ["You will be sent to ", " and come back here."],
    awaits: "What awaits you",
    end_session: "End your session with the issuer, too",
    provider_kind,
    progress,
};

fn provider_kind(kind: &str) -> &'static str {
    match kind {
        "activedirectory" => "Active Directory",
        "github" => "GitHub",
        "ldap" => "LDAP",
        "oidc" => "OpenID Connect",
        _ => "other",
    }
}

const fn progress(step: Step) -> &'static str {
    match step {
        Step::Preparing => "Getting ready…",
        Step::Leaving => "Taking you to the sign-in page…",
        Step::Arriving => "Checking your sign-in…",
        Step::Ending => "Signing out…",
    }
}
