//! The settings of other servers that a static site needs.

use haulout_gateway::config::Config;

use super::origins::Origins;
use super::site::redirect_uri;

/// One sentence for each setting, in the order in which a sign-in would fail without it.
pub(super) fn about(config: &Config, origins: &Origins) -> Vec<String> {
    let origin = config.public.origin();
    let mut advice = vec![
        format!(
            "register the redirect URI {} for the public client {} at the issuer",
            redirect_uri(config),
            config.issuer.client_id
        ),
        format!(
            "the issuer must send `Access-Control-Allow-Origin` for {origin} at its discovery, JWKS and token endpoints \
                         (Dex: `web.allowedOrigins`; Keycloak: the client's `Web origins`; Pinniped's Supervisor has no such setting)"
        ),
        format!(
            "every kube-apiserver must run with --cors-allowed-origins='{}'",
            origin_pattern(origin)
        ),
    ];
    advice.extend(config.branding.accent_notice());
    let private = config
        .clusters
        .iter()
        .any(|cluster| cluster.trust.ca_data().is_some());
    if private || config.issuer.trust.ca_data().is_some() {
        advice.push(
            "browsers must trust the CA bundles of the configuration; a page cannot bring its own"
                .to_owned(),
        );
    }
    if config.issuer.proxy.is_some() {
        advice.push("issuer.proxyUrl has no effect: only a gateway uses it".to_owned());
    }
    if config.public.is_https()
        && let Some(plain) = origins
            .foreign
            .iter()
            .find(|origin| origin.starts_with("http:"))
    {
        advice.push(format!(
            "{plain} refers to the computer on which the browser runs"
        ));
    }
    advice
}

/// The flag takes regular expressions; without `$` longer host names would match, too.
fn origin_pattern(origin: &str) -> String {
    format!("^{}$", origin.replace('.', r"\."))
}
