//! A real token: what it says of itself, and whom a cluster sees in it. The token itself is never shown.

use haulout_gateway::clock::now;
use haulout_gateway::config::{ClusterConfig, Config};
use haulout_gateway::http_client::{OldestTls, below};
use haulout_gateway::secret::Secret;
use haulout_protocol::concierge::TokenCredentialRequestStatus;
use haulout_protocol::json::{Json, Malformed};
use haulout_protocol::oidc::id_token::UnverifiedToken;
use haulout_protocol::secret;
use haulout_protocol::text::ServerText;
use haulout_protocol::time::UnixTime;
use serde_json::json;

use super::concierge::ConciergeProbe;
use super::finding::{Finding, Item};
use super::probe::{Probe, ProbeContext};

/// An ID token, unverified, to be tried at the clusters.
pub(crate) struct Token {
    raw: Secret,
    /// None for a token that is no JWT, or one that the page would not accept.
    jwt: Option<UnverifiedToken>,
}

impl Token {
    /// Reads the text of a file; a token that is no JWT is fit for a webhook.
    pub(crate) fn new(text: &str) -> Self {
        let text = text.trim().to_owned();
        Self {
            raw: Secret::new(text.clone()),
            jwt: UnverifiedToken::parse(secret::Secret::new(text)).ok(),
        }
    }

    pub(super) fn raw(&self) -> &Secret {
        &self.raw
    }

    /// Nothing, where the token is meant for that cluster or does not say for whom.
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
        let audiences = self.jwt.as_ref()?.audiences();
        if audiences.is_empty() || audiences.contains(wanted) {
            return None;
        }
        let audiences = ServerText::new(&audiences.join(", "));
        let found = format!("not tried: the token is for {audiences}");
        let remedy = format!("Check this cluster with a token for the audience `{wanted}`.");
        Some(Finding::warn(item, &cluster.id, found, remedy))
    }

    /// The likeliest reason of a refusal, which servers do not give.
    fn likely_remedy(&self, config: &Config, concierge_probe: &ConciergeProbe<'_>) -> String {
        let issuer = &config.issuer.identifier;
        let now = UnixTime::from_secs(now().0.cast_signed());
        let mut groups = "";
        if let Some(jwt) = &self.jwt {
            if jwt.expires().is_some_and(|end| end <= now) {
                return "Take a fresh token; this one has expired.".to_owned();
            }
            if jwt.issuer().is_some_and(|iss| iss != issuer) {
                return format!("Take a token of {issuer}; this one is another issuer's.");
            }
            match jwt.missing_claim() {
                Some("username") => {
                    return "Ask for the scope `username`, or set `claims.username` of the authenticator to a claim that tokens have."
                        .to_owned();
                }
                Some(_) => groups = " and its groups claim",
                None => {}
            }
        }
        format!(
            "See that there is a {} of that name with this issuer and audience{groups}, and read the Concierge's log.",
            concierge_probe.authenticator()
        )
    }
}

/// Trades the token for a credential, looks who it is for, and throws it away.
pub(super) async fn exchange(
    config: &Config,
    cluster: &ClusterConfig,
    concierge_probe: &ConciergeProbe<'_>,
    token: &Token,
) -> Finding {
    let (item, id) = (Item::ConciergeAuthenticator, &cluster.id);
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
            token.likely_remedy(config, concierge_probe),
        )
    };
    let Ok(status) = TokenCredentialRequestStatus::parse(response.body()) else {
        return fail(format!("the token is answered with {}", response.summary()));
    };
    if let Some(message) = status.message {
        let message = response.quote(&message);
        return fail(format!(
            "{} refuses the token: \"{message}\"",
            concierge_probe.authenticator()
        ));
    }
    let certificate = match status.credential.map(|it| it.certificate()) {
        Some(Ok(certificate)) => certificate,
        Some(Err(fault)) => return fail(format!("the credential {fault}")),
        None => return fail("there is neither a credential nor a message".to_owned()),
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

/// Username and groups of a `SelfSubjectReview`.
fn reviewed(review: &Json) -> Result<(&str, Vec<String>), Malformed> {
    let user = review.root()?.object("status")?.object("userInfo")?;
    Ok((
        user.text("username")?,
        user.texts("groups")?.unwrap_or_default(),
    ))
}

/// Asks an API server that takes ID tokens as they are who the token makes of its bearer.
pub(super) async fn review_token(
    config: &Config,
    cluster: &ClusterConfig,
    token: &Token,
    context: &ProbeContext,
) -> Finding {
    let (item, id) = (Item::ClusterToken, &cluster.id);
    if let Some(finding) = token.audience_mismatch(config, cluster, item) {
        return finding;
    }
    let (server, trust) = (&cluster.server_url, &cluster.trust);
    let url = below(server, "apis/authentication.k8s.io/v1/selfsubjectreviews");
    let probe = match Probe::new(server, trust, OldestTls::Tls12, None, context) {
        Ok(probe) => probe,
        Err(error) => {
            let remedy = "Mend the cluster's `caData`.";
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
            format!("the token is answered with {}", response.summary()),
            "Compare the API server's `--oidc-issuer-url` and `--oidc-client-id` with the issuer and the client, or name \
             the cluster's Concierge.",
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
