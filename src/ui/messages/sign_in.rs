//! Texts of the sign-in page.

use haulout_protocol::snapshot::Step;

use crate::ui::locale::Plural;

/// The sign-in page, and progress of a sign-in.
pub struct SignInMessages {
    /// The heading.
    pub title: &'static str,
    /// What the portal is for.
    pub lead: &'static str,
    /// Button: starts the sign-in.
    pub sign_in: &'static str,
    /// Label of the choice of an identity provider.
    pub sign_in_with: &'static str,
    /// Step 1: the texts before and after the issuer's host.
    pub step_sign_in: [&'static str; 2],
    /// Step 2: certificates are issued.
    pub step_certificates: &'static str,
    /// Step 3: the kubeconfig is exported.
    pub step_export: &'static str,
    /// Label of the issuer's URL.
    pub address: &'static str,
    /// Heading of the list of clusters.
    pub available_clusters: &'static str,
    /// How many more clusters there are.
    pub and_more: fn(&str, Plural) -> String,
    /// Link that ends the session at the issuer.
    pub end_session: &'static str,
    /// The kind of an identity provider, by Pinniped's name for it.
    pub provider_kind: fn(&str) -> &'static str,
    /// The current step.
    pub progress: fn(Step) -> &'static str,
    /// Progress of a sign-in in a window of its own.
    pub in_window: &'static str,
    /// What to do if the issuer's page shows an error.
    pub return_hint: &'static str,
    /// For browsers without JavaScript: a heading and the consequence.
    pub no_script: [&'static str; 2],
}
