//! A Concierge: asked for a credential with a token that nobody signed, and with a real one where there is one.

use axum::http::StatusCode;
use haulout_gateway::config::{ClusterConfig, ConciergeConfig, Config};
use haulout_gateway::http_client::{ClientError, OldestTls, below};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::cluster::Known;
use super::finding::{Finding, Item};
use super::probe::{Heard, Manner, Probe};
use super::token::{self, Token};

/// The answer of a `TokenCredentialRequest`. A private key that came along is dropped unread.
#[derive(Deserialize)]
pub(super) struct Answered {
    pub(super) status: Outcome,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Outcome {
    pub(super) credential: Option<Credential>,
    pub(super) message: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Credential {
    pub(super) client_certificate_data: Option<String>,
}

/// Where a Concierge is asked, and how.
pub(super) struct Door<'a> {
    concierge: &'a ConciergeConfig,
    probe: Probe,
    url: Url,
}

/// Looks at TLS, API group, anonymous requests, and with a token at the authenticator.
pub(super) async fn look(
    config: &Config,
    cluster: &ClusterConfig,
    concierge: &ConciergeConfig,
    token: Option<&Token>,
    manner: &Manner,
    known: &mut Known,
) {
    let id = &cluster.id;
    let door = match Door::new(concierge, manner) {
        Ok(door) => door,
        Err(error) => {
            let cure = "Mend the Concierge's `caData`, or this machine's certificate store.";
            let finding = Finding::fail(Item::ConciergeTls, id, error.to_string(), cure);
            known.findings.push(finding);
            return;
        }
    };
    let heard = match door.ask(MADE_UP).await {
        Ok(heard) => heard,
        Err(trouble) => {
            let item = if trouble.is_of_tls() {
                Item::ConciergeTls
            } else {
                Item::ConciergeRequest
            };
            let cure = trouble.cure("clusters[].concierge.caData");
            let finding = Finding::fail(item, id, trouble.found(), cure);
            known.findings.push(finding);
            return;
        }
    };
    heard.tell(&mut known.concierge);
    if door.url.scheme() == "https" {
        let found = format!(
            "the certificate of {} is trusted, with TLS 1.3",
            concierge.endpoint
        );
        known
            .findings
            .push(Finding::ok(Item::ConciergeTls, id, found));
    }
    let findings = judge(id, &door, &heard);
    let answers = findings.iter().all(|finding| finding.cure.is_none());
    known.findings.extend(findings);
    if !answers {
        return;
    }
    // A Concierge has two servers, each with a clock; the next request is the other one's turn, as a rule.
    if let Ok(heard) = door.ask(MADE_UP).await {
        heard.tell(&mut known.concierge);
    }
    if let Some(token) = token {
        let finding = token::exchange(config, cluster, &door, token).await;
        known.findings.push(finding);
    }
}

impl<'a> Door<'a> {
    fn new(concierge: &'a ConciergeConfig, manner: &Manner) -> Result<Self, ClientError> {
        let (endpoint, trust) = (&concierge.endpoint, &concierge.trust);
        let group = format!("login.concierge.{}", concierge.api_group_suffix);
        let path = format!("apis/{group}/v1alpha1/tokencredentialrequests");
        Ok(Self {
            concierge,
            probe: Probe::new(endpoint, trust, OldestTls::Tls13, None, manner)?,
            url: below(endpoint, &path),
        })
    }

    /// The authenticator as people know it.
    pub(super) fn authenticator(&self) -> String {
        let concierge = self.concierge;
        format!(
            "{} `{}`",
            concierge.authenticator.kind(),
            concierge.authenticator_name
        )
    }

    /// Sends a request with the token.
    pub(super) async fn ask(&self, token: &str) -> Result<Heard, super::trouble::Trouble> {
        let suffix = &self.concierge.api_group_suffix;
        let request = json!({
            "kind": "TokenCredentialRequest",
            "apiVersion": format!("login.concierge.{suffix}/v1alpha1"),
            "metadata": {"creationTimestamp": null},
            "spec": {
                "token": token,
                "authenticator": {
                    "apiGroup": format!("authentication.concierge.{suffix}"),
                    "kind": self.concierge.authenticator.kind(),
                    "name": self.concierge.authenticator_name,
                },
            },
            "status": {},
        });
        let request = request.to_string();
        self.probe
            .post(&self.url, "application/json", request)
            .await
    }
}

fn judge(id: &str, door: &Door<'_>, heard: &Heard) -> Vec<Finding> {
    let suffix = &door.concierge.api_group_suffix;
    let group = format!("login.concierge.{suffix}");
    if heard.status == StatusCode::NOT_FOUND {
        let found = format!("there is no API group {group}: {}", heard.words());
        let cure = "Install the Concierge, or write the suffix that it was installed with into \
                    `concierge.apiGroupSuffix`.";
        return vec![Finding::fail(Item::ConciergeApiGroup, id, found, cure)];
    }
    let fail = |cure: &str| {
        let found = format!(
            "a request for a credential is answered with {}",
            heard.words()
        );
        vec![Finding::fail(Item::ConciergeRequest, id, found, cure)]
    };
    match heard.status.as_u16() {
        200 | 201 => {}
        401 => {
            return fail(
                "The API server refuses strangers (`--anonymous-auth=false`): enable the Concierge's impersonation \
                 proxy and name it as `concierge.endpoint`.",
            );
        }
        403 => {
            return fail(
                "Compare `concierge.apiGroupSuffix` with the Concierge's; if they agree, see which strategy of its \
                 CredentialIssuer succeeds, and name the impersonation proxy as `concierge.endpoint` if it is that one.",
            );
        }
        429 => return fail("Look for who asks the API server for so much, then check again."),
        500.. => return fail("Look at the Concierge's pods and their log."),
        _ => {
            return fail(
                "See that `concierge.endpoint` is an API server or an impersonation proxy.",
            );
        }
    }
    let Some(Answered { status }) = heard.json() else {
        let found = "the answer to a request for a credential cannot be read";
        let cure = "Look at what stands between this computer and the Concierge, and at the Concierge's log.";
        return vec![Finding::fail(Item::ConciergeRequest, id, found, cure)];
    };
    let group = Finding::ok(
        Item::ConciergeApiGroup,
        id,
        format!("{group}/v1alpha1 is there"),
    );
    let request = match status {
        Outcome {
            credential: Some(_),
            ..
        } => Finding::fail(
            Item::ConciergeRequest,
            id,
            "a token that nobody signed was traded for a credential",
            format!(
                "Take {} out of service: it lets everybody in.",
                door.authenticator()
            ),
        ),
        Outcome {
            message: Some(message),
            credential: None,
        } => {
            let found = format!(
                "strangers may ask; a made-up token is refused: \"{}\"",
                heard.quote(&message)
            );
            Finding::ok(Item::ConciergeRequest, id, found)
        }
        Outcome {
            message: None,
            credential: None,
        } => Finding::fail(
            Item::ConciergeRequest,
            id,
            "the Concierge answers with neither a credential nor a refusal",
            "Look at the Concierge's log.",
        ),
    };
    vec![group, request]
}

/// Nobody signed it, and it is not secret.
const MADE_UP: &str = "haulout-check.made-up.token";
