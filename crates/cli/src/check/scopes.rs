//! Compares the configured scopes with the scopes that are supported and required.

use haulout_gateway::config::Config;
use haulout_protocol::oidc::discovery::Provider;

use super::finding::{Finding, Item};

/// Compares the configured scopes with the issuer's metadata.
pub(super) fn evaluate(config: &Config, provider: &Provider) -> Finding {
    let subject = &config.issuer.identifier;
    let asked = &config.issuer.scopes;
    let is_supervisor = provider.identity_providers.is_some();
    let asks = |scope: &str| asked.iter().any(|asked| asked == scope);
    let offered = provider.scopes_supported.as_deref();
    let offers =
        |scope: &str| offered.is_some_and(|offered| offered.iter().any(|other| other == scope));
    let missing = |scope: &str, without: &str| {
        let found = format!("`{scope}` is not requested; without it, {without}");
        let remedy = format!("Add `{scope}` to `issuer.scopes`, and allow it for the client.");
        (found, remedy)
    };
    if is_supervisor && config.any_audience() {
        for scope in [REQUEST_AUDIENCE, USERNAME] {
            if !asks(scope) {
                let (found, remedy) =
                    missing(scope, "the Supervisor issues no tokens for clusters");
                return Finding::fail(Item::IssuerScopes, subject, found, remedy);
            }
        }
    }
    if is_supervisor {
        let wanted = [
            (OFFLINE_ACCESS, "sessions end after two minutes"),
            (USERNAME, "a Concierge receives no username"),
            (GROUPS, "users have no groups"),
        ];
        for (scope, without) in wanted {
            if !asks(scope) {
                let (found, remedy) = missing(scope, without);
                return Finding::warn(Item::IssuerScopes, subject, found, remedy);
            }
        }
    } else if offers(OFFLINE_ACCESS) && !asks(OFFLINE_ACCESS) && !is_keycloak(provider) {
        let without = "most issuers return no refresh token, and users sign in again when the ID token expires";
        let (found, remedy) = missing(OFFLINE_ACCESS, without);
        return Finding::warn(Item::IssuerScopes, subject, found, remedy);
    }
    // RFC 8414 §2: an issuer may support scopes that it does not list.
    let unlisted: Vec<&str> = asked
        .iter()
        .map(String::as_str)
        .filter(|scope| offered.is_some() && !offers(scope))
        .collect();
    if unlisted.is_empty() {
        let mut found = format!("requested: {}", asked.join(" "));
        if is_keycloak(provider) && !asks(OFFLINE_ACCESS) {
            found +=
                "; without `offline_access`, Keycloak renews tokens until its own session ends";
        }
        return Finding::ok(Item::IssuerScopes, subject, found);
    }
    let found = format!("the issuer does not list {}", unlisted.join(", "));
    let remedy = "Remove these scopes from `issuer.scopes` unless the issuer supports them.";
    Finding::warn(Item::IssuerScopes, subject, found, remedy)
}

/// Keycloak returns a refresh token for every sign-in, and a longer one for `offline_access`. Its endpoints have the
/// paths of its protocol mapping.
fn is_keycloak(provider: &Provider) -> bool {
    let token_endpoint = provider.token_endpoint.to_url();
    token_endpoint
        .path()
        .ends_with("/protocol/openid-connect/token")
}

/// Pinniped's scope that allows a token exchange (RFC 8693) for one cluster.
const REQUEST_AUDIENCE: &str = "pinniped:request-audience";
const USERNAME: &str = "username";
const GROUPS: &str = "groups";
/// OpenID Connect Core §11: requests a refresh token.
const OFFLINE_ACCESS: &str = "offline_access";
