//! Checks the audiences of clusters, for which only a Supervisor exchanges tokens.

use haulout_gateway::config::Config;
use haulout_protocol::oidc::discovery::Provider;

use super::finding::{Finding, Item};
use super::token::Token;

/// Findings for clusters whose audience no token can have.
pub(super) fn evaluate(
    config: &Config,
    provider: &Provider,
    token: Option<&Token>,
) -> Vec<Finding> {
    if provider.identity_providers.is_some() {
        return Vec::new();
    }
    let client = &config.issuer.client_id;
    let findings = config.clusters.iter().filter_map(|cluster| {
        let audience = cluster.audience.as_ref()?;
        // Some issuers can be configured to add an audience to every ID token.
        if audience == client || token.is_some_and(|token| token.has_audience(audience)) {
            return None;
        }
        Some(Finding::fail(
            Item::ClusterAudience,
            &cluster.id,
            format!(
                "no token has the audience `{audience}`: the issuer is not a Pinniped Supervisor and exchanges no tokens"
            ),
            format!(
                "Remove `audience` and set the audience of the cluster's authenticator to `{client}`; if the issuer adds \
                 `{audience}` to its ID tokens, check with one of them in `--token-file`."
            ),
        ))
    });
    findings.collect()
}
