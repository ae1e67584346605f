//! The remedy for a token that a Concierge rejects. A Concierge does not return the reason.

use haulout_gateway::clock::now;
use haulout_gateway::config::{AuthenticatorType, ClusterConfig, ConciergeConfig, Config};
use haulout_gateway::page_config;
use haulout_protocol::config::{Config as PageConfig, TokenMode};
use haulout_protocol::oidc::id_token::UnverifiedToken;
use haulout_protocol::refusal::{self, RefusalCause};
use haulout_protocol::time::UnixTime;

use super::token::Token;

/// The remedy for the most likely reason.
pub(super) fn remedy(
    config: &Config,
    cluster: &ClusterConfig,
    concierge: &ConciergeConfig,
    token: &Token,
) -> String {
    let (issuer, client) = (&config.issuer.identifier, &config.issuer.client_id);
    let jwt = token.jwt();
    let now = UnixTime::from_secs(now().0.cast_signed());
    let expires = jwt.and_then(UnverifiedToken::expires);
    if expires.is_some_and(|end| end <= now) {
        return "Use a new token; this one has expired.".to_owned();
    }
    if jwt
        .and_then(UnverifiedToken::issuer)
        .is_some_and(|iss| iss != issuer)
    {
        return format!("Use a token from {issuer}; this one is from another issuer.");
    }
    let (kind, name) = (
        concierge.authenticator.kind(),
        &concierge.authenticator_name,
    );
    let exists = format!(
        "Check with `kubectl get {}s -o yaml` that {kind} `{name}` exists and is ready",
        kind.to_ascii_lowercase()
    );
    if concierge.authenticator == AuthenticatorType::Webhook {
        return format!(
            "{exists}; if so, its webhook rejects the token, and the webhook's log has the reason."
        );
    }
    if let Some(remedy) = jwt.and_then(|jwt| remedy_for_claims(config, cluster, jwt)) {
        return remedy;
    }
    let has_username = jwt.and_then(UnverifiedToken::missing_claim) != Some(USERNAME);
    if !has_username && is_client_of_a_supervisor(client) {
        return format!(
            "Add `{USERNAME}` to `issuer.scopes`, and allow it for the client `{client}`; this token has no such claim."
        );
    }
    let audience = cluster.audience.as_ref().unwrap_or(client);
    let claim = if has_username {
        ""
    } else {
        ", and that its `claims.username` names a claim of the tokens, which have no `username`"
    };
    format!("{exists}, that it has the issuer {issuer} and the audience `{audience}`{claim}.")
}

/// The remedy if the token lacks what the configuration says about the authenticator.
fn remedy_for_claims(
    config: &Config,
    cluster: &ClusterConfig,
    jwt: &UnverifiedToken,
) -> Option<String> {
    let document = page_config::direct(config, &config.public.redirect_uri());
    let TokenMode::Page(clusters) = PageConfig::parse(&document).ok()?.tokens else {
        return None;
    };
    let cluster = clusters.iter().find(|it| it.id == cluster.id)?;
    let cause = refusal::broken_claims(jwt, cluster).into_iter().next()?;
    if let RefusalCause::Claim { name, .. } = cause {
        return Some(format!(
            "Let the issuer add the claim `{name}`, for example with a scope of that name in `issuer.scopes`; this token \
             has none, and the authenticator reads the username from it."
        ));
    }
    if let RefusalCause::ClaimValue { name, wants } = cause {
        return Some(format!(
            "Use a token whose claim `{name}` is `{wants}`, which the authenticator requires; this one has another value \
             or none."
        ));
    }
    let unverified = "Verify the user's email address at the issuer: the authenticator reads the username from `email`, \
                      and the token says that the address is not verified.";
    (cause == RefusalCause::UnverifiedEmail).then(|| unverified.to_owned())
}

/// A Supervisor has only clients with these names.
fn is_client_of_a_supervisor(client: &str) -> bool {
    client == "pinniped-cli" || client.starts_with("client.oauth.pinniped.dev-")
}

/// The claim that a `JWTAuthenticator` reads by default.
const USERNAME: &str = "username";
