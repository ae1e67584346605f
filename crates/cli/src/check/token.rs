//! Checks a real token: its claims, and the user that a cluster sees. The token itself is never shown.

use haulout_gateway::config::{AuthenticatorType, ClusterConfig, Config};
use haulout_gateway::http_client::{OldestTls, below};
use haulout_gateway::secret::Secret;
use haulout_protocol::concierge::TokenCredentialRequestStatus;
use haulout_protocol::error::IdTokenError;
use haulout_protocol::json::{Json, JsonError};
use haulout_protocol::oidc::id_token::UnverifiedToken;
use haulout_protocol::secret;
use haulout_protocol::text::ServerText;
use serde_json::json;

use super::concierge::ConciergeProbe;
use super::finding::{Finding, Item};
use super::probe::{Probe, ProbeContext};
use super::rejection;

/// An unverified ID token to try at the clusters.
pub(crate) struct Token {
    raw: Secret,
    /// What the page would make of it.
    jwt: Result<Box<UnverifiedToken>, IdTokenError>,
}

impl Token {
    /// Parses the text of a file; a token that is not a JWT can be valid for a webhook.
    pub(crate) fn new(text: &str) -> Self {
        let text = text.trim().to_owned();
        let jwt = UnverifiedToken::parse(secret::Secret::new(text.clone()));
        Self {
            raw: Secret::new(text),
            jwt: jwt.map(Box::new),
        }
    }

    /// Whether it claims to be for this audience.
    pub(super) fn has_audience(&self, audience: &str) -> bool {
        self.jwt()
            .is_some_and(|jwt| jwt.audiences().iter().any(|own| own == audience))
    }

    pub(super) fn jwt(&self) -> Option<&UnverifiedToken> {
        self.jwt.as_deref().ok()
    }

    /// A finding if no verifier of JWTs can read the token.
    fn unreadable(&self, config: &Config, cluster: &ClusterConfig, item: Item) -> Option<Finding> {
        let (found, remedy) = match &self.jwt {
            Err(IdTokenError::Encrypted) => (
                "the ID token is encrypted (JWE), and no cluster can read it",
                format!(
                    "Turn off the encryption of ID tokens for the client `{}` at the issuer.",
                    config.issuer.client_id
                ),
            ),
            Err(IdTokenError::Opaque | IdTokenError::Malformed) => (
                "the token is opaque: an ID token is a JWT, with three parts and a period between them",
                "Put only the `id_token` of a token response into the file, not the access token."
                    .to_owned(),
            ),
            // A cluster may accept what the page does not, for example because of its algorithm.
            Ok(_) | Err(_) => return None,
        };
        Some(Finding::fail(item, &cluster.id, found, remedy))
    }

    pub(super) fn raw(&self) -> &Secret {
        &self.raw
    }

    /// A finding if the token has an audience and it is not this cluster's.
    fn audience_mismatch(
        &self,
        config: &Config,
        cluster: &ClusterConfig,
        item: Item,
    ) -> Option<Finding> {
        let wanted = cluster
            .audience
            .as_ref()
            .unwrap_or(&config.issuer.client_id);
        let audiences = self.jwt()?.audiences();
        if audiences.is_empty() || audiences.contains(wanted) {
            return None;
        }
        let audiences = ServerText::new(&audiences.join(", "));
        let found = format!("not checked: the token's audience is {audiences}");
        let remedy = format!("Check this cluster with a token for the audience `{wanted}`.");
        Some(Finding::warn(item, &cluster.id, found, remedy))
    }
}

/// Exchanges the token for a credential, reports its user, and discards it.
pub(super) async fn exchange(
    config: &Config,
    cluster: &ClusterConfig,
    concierge_probe: &ConciergeProbe<'_>,
    token: &Token,
) -> Finding {
    let (item, id) = (Item::ConciergeAuthenticator, &cluster.id);
    let concierge = concierge_probe.concierge;
    // A webhook can accept any token.
    if concierge.authenticator == AuthenticatorType::Jwt
        && let Some(finding) = token.unreadable(config, cluster, item)
    {
        return finding;
    }
    if let Some(finding) = token.audience_mismatch(config, cluster, item) {
        return finding;
    }
    let response = match concierge_probe.request_credential(token.raw.secret()).await {
        Ok(response) => response,
        Err(error) => {
            let remedy = error.remedy("clusters[].concierge.caData");
            return Finding::fail(item, id, error.description(), remedy);
        }
    };
    let fail = |found: String| {
        Finding::fail(
            item,
            id,
            found,
            rejection::remedy(config, cluster, concierge, token),
        )
    };
    let Ok(status) = TokenCredentialRequestStatus::parse(response.body()) else {
        return fail(format!(
            "the request with the token returns {}",
            response.summary()
        ));
    };
    if let Some(message) = status.message {
        let message = response.quote(&message);
        return fail(format!(
            "{} rejects the token: \"{message}\"",
            concierge_probe.authenticator()
        ));
    }
    let certificate = match status.credential.map(|it| it.certificate()) {
        Some(Ok(certificate)) => certificate,
        Some(Err(error)) => return fail(format!("the credential {error}")),
        None => return fail("the response has neither a credential nor a message".to_owned()),
    };
    let mut groups = certificate.groups().to_vec();
    groups.sort();
    let found = format!(
        "{}, until {}",
        describe_user(certificate.username(), &groups),
        certificate.not_after()
    );
    Finding::ok(item, id, response.quote(&found))
}

/// Username and groups in a `SelfSubjectReview`.
fn reviewed(review: &Json) -> Result<(&str, Vec<String>), JsonError> {
    let user = review.root()?.object("status")?.object("userInfo")?;
    Ok((
        user.text("username")?,
        user.texts("groups")?.unwrap_or_default(),
    ))
}

/// Sends a `SelfSubjectReview` to an API server that accepts ID tokens directly.
pub(super) async fn review_token(
    config: &Config,
    cluster: &ClusterConfig,
    token: &Token,
    context: &ProbeContext,
) -> Finding {
    let (item, id) = (Item::ClusterToken, &cluster.id);
    if let Some(finding) = token.unreadable(config, cluster, item) {
        return finding;
    }
    if let Some(finding) = token.audience_mismatch(config, cluster, item) {
        return finding;
    }
    let (server, trust) = (&cluster.server_url, &cluster.trust);
    let url = below(server, "apis/authentication.k8s.io/v1/selfsubjectreviews");
    let probe = match Probe::new(server, trust, OldestTls::Tls12, None, context) {
        Ok(probe) => probe,
        Err(error) => {
            let remedy = "Fix the cluster's `caData`.";
            return Finding::fail(item, id, error.to_string(), remedy);
        }
    };
    let review = json!({"kind": "SelfSubjectReview", "apiVersion": "authentication.k8s.io/v1"});
    let request = probe
        .request(axum::http::Method::POST, &url)
        .header("content-type", "application/json")
        .bearer_auth(token.raw.secret())
        .body(review.to_string());
    let response = match probe.send(request).await {
        Ok(response) => response,
        Err(error) => {
            let remedy = error.remedy("clusters[].caData");
            return Finding::fail(item, id, error.description(), remedy);
        }
    };
    match reviewed(&response.json()) {
        Ok((username, groups)) if response.status.is_success() => {
            Finding::ok(item, id, response.quote(&describe_user(username, &groups)))
        }
        _ => Finding::fail(
            item,
            id,
            format!("the request with the token returns {}", response.summary()),
            "Compare the API server's `--oidc-issuer-url` and `--oidc-client-id` with the issuer and the client, or \
                         configure the cluster's Concierge.",
        ),
    }
}

fn describe_user(username: &str, groups: &[String]) -> String {
    if groups.is_empty() {
        format!("user {username}, no groups")
    } else {
        format!("user {username}, groups {}", groups.join(", "))
    }
}
