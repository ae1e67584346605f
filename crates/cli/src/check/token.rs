//! A real token: what it says of itself, and whom a cluster sees in it. The token itself is never shown.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use haulout_gateway::config::{ClusterConfig, Config};
use haulout_gateway::http_client::{OldestTls, below};
use haulout_gateway::secret::Secret;
use haulout_protocol::concierge::certificate::Certificate;
use haulout_protocol::text::ServerText;
use serde::Deserialize;
use serde_json::json;

use super::concierge::{Answered, Door};
use super::finding::{Finding, Item};
use super::probe::{Manner, Probe};

/// An ID token, unverified, to be tried at the clusters.
pub(crate) struct Token {
    raw: Secret,
    claims: Claims,
}

/// The claims that decide about a token.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Claims {
    iss: Option<String>,
    aud: Audience,
    exp: Option<u64>,
    username: Option<serde_json::Value>,
    groups: Option<serde_json::Value>,
}

/// RFC 7519 §4.1.3: one, or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Default for Audience {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

impl Token {
    /// Reads the text of a file; a token that is no JWT is fit for a webhook.
    pub(crate) fn new(text: &str) -> Self {
        let raw = Secret::new(text.trim().to_owned());
        let claims = raw.secret().split('.').nth(1);
        let claims = claims.and_then(|claims| BASE64_URL_SAFE_NO_PAD.decode(claims).ok());
        let claims = claims.and_then(|claims| serde_json::from_slice(&claims).ok());
        Self {
            raw,
            claims: claims.unwrap_or_default(),
        }
    }

    pub(super) fn raw(&self) -> &Secret {
        &self.raw
    }

    fn audiences(&self) -> &[String] {
        match &self.claims.aud {
            Audience::One(one) => std::slice::from_ref(one),
            Audience::Several(several) => several,
        }
    }

    /// Nothing, where the token is meant for that cluster or does not say for whom.
    fn meant_for_another(
        &self,
        config: &Config,
        cluster: &ClusterConfig,
        item: Item,
    ) -> Option<Finding> {
        let wanted = cluster
            .audience
            .as_ref()
            .unwrap_or(&config.issuer.client_id);
        let audiences = self.audiences();
        if audiences.is_empty() || audiences.contains(wanted) {
            return None;
        }
        let audiences = ServerText::new(&audiences.join(", "));
        let found = format!("not tried: the token is for {audiences}");
        let cure = format!("Check this cluster with a token for the audience `{wanted}`.");
        Some(Finding::warn(item, &cluster.id, found, cure))
    }

    /// The likeliest reason of a refusal, which servers do not give.
    fn suspicion(&self, config: &Config, door: &Door<'_>) -> String {
        let claims = &self.claims;
        if claims
            .exp
            .is_some_and(|end| end <= haulout_gateway::clock::now().0)
        {
            return "Take a fresh token; this one has expired.".to_owned();
        }
        let issuer = &config.issuer.identifier;
        if claims.iss.as_ref().is_some_and(|iss| iss != issuer) {
            return format!("Take a token of {issuer}; this one is another issuer's.");
        }
        if claims.iss.is_some() && claims.username.is_none() {
            return "Ask for the scope `username`, or set `claims.username` of the authenticator to a claim that tokens have."
                .to_owned();
        }
        let groups = if claims.iss.is_some() && claims.groups.is_none() {
            " and its groups claim"
        } else {
            ""
        };
        format!(
            "See that there is a {} of that name with this issuer and audience{groups}, and read the Concierge's log.",
            door.authenticator()
        )
    }
}

/// Trades the token for a credential, looks who it is for, and throws it away.
pub(super) async fn exchange(
    config: &Config,
    cluster: &ClusterConfig,
    door: &Door<'_>,
    token: &Token,
) -> Finding {
    let (item, id) = (Item::ConciergeAuthenticator, &cluster.id);
    if let Some(finding) = token.meant_for_another(config, cluster, item) {
        return finding;
    }
    let heard = match door.ask(token.raw.secret()).await {
        Ok(heard) => heard,
        Err(trouble) => {
            let cure = trouble.cure("clusters[].concierge.caData");
            return Finding::fail(item, id, trouble.found(), cure);
        }
    };
    let fail = |found: String| Finding::fail(item, id, found, token.suspicion(config, door));
    let Some(Answered { status }) = heard.json() else {
        return fail(format!("the token is answered with {}", heard.words()));
    };
    if let Some(message) = status.message {
        let message = heard.quote(&message);
        return fail(format!(
            "{} refuses the token: \"{message}\"",
            door.authenticator()
        ));
    }
    let certificate = status.credential.and_then(|it| it.client_certificate_data);
    let certificate = certificate.map(|pem| Certificate::from_pem(&pem));
    let Some(Ok(certificate)) = certificate else {
        return fail("the credential has no certificate that can be read".to_owned());
    };
    let mut groups = certificate.groups().to_vec();
    groups.sort();
    let found = format!(
        "{}, until {}",
        whom(certificate.username(), &groups),
        certificate.not_after()
    );
    Finding::ok(item, id, heard.quote(&found))
}

#[derive(Deserialize)]
struct Review {
    status: ReviewStatus,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReviewStatus {
    user_info: UserInfo,
}

#[derive(Deserialize)]
struct UserInfo {
    username: String,
    #[serde(default)]
    groups: Vec<String>,
}

/// Asks an API server that takes ID tokens as they are who the token makes of its bearer.
pub(super) async fn as_it_is(
    config: &Config,
    cluster: &ClusterConfig,
    token: &Token,
    manner: &Manner,
) -> Finding {
    let (item, id) = (Item::ClusterToken, &cluster.id);
    if let Some(finding) = token.meant_for_another(config, cluster, item) {
        return finding;
    }
    let (server, trust) = (&cluster.server_url, &cluster.trust);
    let url = below(server, "apis/authentication.k8s.io/v1/selfsubjectreviews");
    let probe = match Probe::new(server, trust, OldestTls::Tls12, None, manner) {
        Ok(probe) => probe,
        Err(error) => {
            let cure = "Mend the cluster's `caData`.";
            return Finding::fail(item, id, error.to_string(), cure);
        }
    };
    let review = json!({"kind": "SelfSubjectReview", "apiVersion": "authentication.k8s.io/v1"});
    let request = probe
        .request(axum::http::Method::POST, &url)
        .header("content-type", "application/json")
        .bearer_auth(token.raw.secret())
        .body(review.to_string());
    let heard = match probe.send(request).await {
        Ok(heard) => heard,
        Err(trouble) => {
            let cure = trouble.cure("clusters[].caData");
            return Finding::fail(item, id, trouble.found(), cure);
        }
    };
    match heard.json::<Review>() {
        Some(Review { status }) if heard.status.is_success() => {
            let user = status.user_info;
            Finding::ok(item, id, heard.quote(&whom(&user.username, &user.groups)))
        }
        _ => Finding::fail(
            item,
            id,
            format!("the token is answered with {}", heard.words()),
            "Compare the API server's `--oidc-issuer-url` and `--oidc-client-id` with the issuer and the client, or name \
             the cluster's Concierge.",
        ),
    }
}

fn whom(username: &str, groups: &[String]) -> String {
    if groups.is_empty() {
        format!("user {username}, no groups")
    } else {
        format!("user {username}, groups {}", groups.join(", "))
    }
}
