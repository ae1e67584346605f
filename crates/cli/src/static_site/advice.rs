//! What a page needs of others that no file of ours can give it.

use haulout_gateway::config::Config;

use super::origins::Origins;
use super::site::redirect_uri;

/// One sentence for each thing, in the order in which a sign-in would fail without it.
pub(super) fn about(config: &Config, origins: &Origins) -> Vec<String> {
    let origin = config.public.origin();
    let mut advice = vec![
        format!(
            "the issuer must know the redirect URI {} of the public client {}",
            redirect_uri(config),
            config.issuer.client_id
        ),
        format!(
            "the issuer must answer {origin} with `Access-Control-Allow-Origin` at its discovery, JWKS and token \
             endpoints (Dex: `web.allowedOrigins`; Keycloak: the client's `Web origins`; Pinniped's Supervisor cannot)"
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
            "a page cannot bring certificate authorities of its own: browsers must trust those of the configuration"
                .to_owned(),
        );
    }
    if config.issuer.proxy.is_some() {
        advice.push("issuer.proxyUrl is for a gateway; browsers go their own way".to_owned());
    }
    if config.public.is_https()
        && let Some(plain) = origins
            .foreign
            .iter()
            .find(|origin| origin.starts_with("http:"))
    {
        advice.push(format!(
            "{plain} is on the computer of whoever looks at the page"
        ));
    }
    advice
}

/// The flag takes regular expressions, and one without an end lets longer names in.
fn origin_pattern(origin: &str) -> String {
    format!("^{}$", origin.replace('.', r"\."))
}
