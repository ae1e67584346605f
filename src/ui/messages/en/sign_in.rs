//! The entrance.

use haulout_protocol::snapshot::Step;

use crate::ui::messages::SignInMessages;

pub(super) const SIGN_IN: SignInMessages = SignInMessages {
    title: "Sign in to your clusters",
    lead: "For kubectl, k9s and whatever else reads a kubeconfig.",
    sign_in: "Sign in",
    sign_in_with: "Sign in with",
    first: ["You sign in at ", " and come back here."],
    second: "Each cluster gives you a certificate that lives a few minutes. This page renews it.",
    third: "You take a kubeconfig with you, and kubectl works.",
    address: "The sign-in page belongs to",
    awaits: "What awaits you",
    and_more: |count, _| format!("and {count} more"),
    end_session: "End your session with the issuer, too",
    provider_kind,
    progress,
    never_came_back: "If the page that follows shows an error, come back here and start again.",
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
