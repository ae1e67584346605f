//! Texts of the sign-in page.

use haulout_protocol::snapshot::Step;

use crate::ui::messages::SignInMessages;

pub(super) const SIGN_IN: SignInMessages = SignInMessages {
    title: "Sign in to your clusters",
    lead: "For kubectl, k9s and other tools that read a kubeconfig.",
    sign_in: "Sign in",
    sign_in_with: "Sign in with",
    step_sign_in: ["You sign in at ", " and return to this page."],
    step_certificates: "Each cluster issues a certificate that is valid for a few minutes. This page renews it.",
    step_export: "You copy or download a kubeconfig for kubectl.",
    address: "Issuer URL:",
    available_clusters: "Available clusters",
    and_more: |count, _| format!("and {count} more"),
    end_session: "Also end your session at the issuer",
    provider_kind,
    progress,
    no_script: [
        "JavaScript is disabled.",
        "You can sign in, but this page needs JavaScript and WebAssembly to show the kubeconfig.",
    ],
    in_window: "Finish signing in in the other window…",
    return_hint: "If the sign-in page shows an error, return here and start again.",
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
        Step::Preparing => "Loading…",
        Step::Leaving => "Redirecting to the sign-in page…",
        Step::Arriving => "Verifying the sign-in…",
        Step::Ending => "Signing out…",
    }
}
