//! A Concierge: asked for a credential with a token that nobody signed, and with a real one where there is one.

use axum::http::StatusCode;
use haulout_gateway::config::{ClusterConfig, ConciergeConfig, Config};
use haulout_gateway::http_client::{ClientError, OldestTls, below};
use haulout_protocol::concierge::{
    TokenCredentialRequest, TokenCredentialRequestStatus, request_path,
};
use haulout_protocol::json::to_text;
use url::Url;

use super::cluster::ClusterResults;
use super::finding::{Finding, Item};
use super::probe::{Probe, ProbeContext, ProbeResponse};
use super::token::{self, Token};

/// Where a Concierge is asked, and how.
pub(super) struct ConciergeProbe<'a> {
    concierge: &'a ConciergeConfig,
    probe: Probe,
    url: Url,
}

/// Looks at TLS, API group, anonymous requests, and with a token at the authenticator.
pub(super) async fn check(
    config: &Config,
    cluster: &ClusterConfig,
    concierge: &ConciergeConfig,
    token: Option<&Token>,
    context: &ProbeContext,
    results: &mut ClusterResults,
) {
    let id = &cluster.id;
    let concierge_probe = match ConciergeProbe::new(concierge, context) {
        Ok(concierge_probe) => concierge_probe,
        Err(error) => {
            let remedy = "Mend the Concierge's `caData`, or this machine's certificate store.";
            let finding = Finding::fail(Item::ConciergeTls, id, error.to_string(), remedy);
            results.findings.push(finding);
            return;
        }
    };
    let response = match concierge_probe.request_credential(FAKE_TOKEN).await {
        Ok(response) => response,
        Err(error) => {
            let item = if error.is_tls() {
                Item::ConciergeTls
            } else {
                Item::ConciergeRequest
            };
            let remedy = error.remedy("clusters[].concierge.caData");
            let finding = Finding::fail(item, id, error.description(), remedy);
            results.findings.push(finding);
            return;
        }
    };
    response.observe_clock(&mut results.concierge);
    if concierge_probe.url.scheme() == "https" {
        let found = format!(
            "the certificate of {} is trusted, with TLS 1.3",
            concierge.endpoint
        );
        results
            .findings
            .push(Finding::ok(Item::ConciergeTls, id, found));
    }
    let findings = evaluate(id, &concierge_probe, &response);
    let answers = findings.iter().all(|finding| finding.remedy.is_none());
    results.findings.extend(findings);
    if !answers {
        return;
    }
    // A Concierge has two servers, each with a clock; the next request is the other one's turn, as a rule.
    if let Ok(response) = concierge_probe.request_credential(FAKE_TOKEN).await {
        response.observe_clock(&mut results.concierge);
    }
    if let Some(token) = token {
        let finding = token::exchange(config, cluster, &concierge_probe, token).await;
        results.findings.push(finding);
    }
}

impl<'a> ConciergeProbe<'a> {
    fn new(concierge: &'a ConciergeConfig, context: &ProbeContext) -> Result<Self, ClientError> {
        let (endpoint, trust) = (&concierge.endpoint, &concierge.trust);
        Ok(Self {
            concierge,
            probe: Probe::new(endpoint, trust, OldestTls::Tls13, None, context)?,
            url: below(endpoint, &request_path(&concierge.api_group_suffix)),
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
    pub(super) async fn request_credential(
        &self,
        token: &str,
    ) -> Result<ProbeResponse, super::probe_error::ProbeError> {
        let concierge = self.concierge;
        let request = to_text(&TokenCredentialRequest::new(
            &concierge.api_group_suffix,
            (
                concierge.authenticator.kind(),
                &concierge.authenticator_name,
            ),
            token,
        ));
        self.probe
            .post(&self.url, "application/json", request)
            .await
    }
}

fn evaluate(
    id: &str,
    concierge_probe: &ConciergeProbe<'_>,
    response: &ProbeResponse,
) -> Vec<Finding> {
    let suffix = &concierge_probe.concierge.api_group_suffix;
    let group = format!("login.concierge.{suffix}");
    if response.status == StatusCode::NOT_FOUND {
        let found = format!("there is no API group {group}: {}", response.summary());
        let remedy = "Install the Concierge, or write the suffix that it was installed with into \
                    `concierge.apiGroupSuffix`.";
        return vec![Finding::fail(Item::ConciergeApiGroup, id, found, remedy)];
    }
    let fail = |remedy: &str| {
        let found = format!(
            "a request for a credential is answered with {}",
            response.summary()
        );
        vec![Finding::fail(Item::ConciergeRequest, id, found, remedy)]
    };
    match response.status.as_u16() {
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
    let Ok(status) = TokenCredentialRequestStatus::parse(response.body()) else {
        let found = "the answer to a request for a credential cannot be read";
        let remedy = "Look at what stands between this computer and the Concierge, and at the Concierge's log.";
        return vec![Finding::fail(Item::ConciergeRequest, id, found, remedy)];
    };
    let group = Finding::ok(
        Item::ConciergeApiGroup,
        id,
        format!("{group}/v1alpha1 is there"),
    );
    let request = match status {
        TokenCredentialRequestStatus {
            credential: Some(_),
            ..
        } => Finding::fail(
            Item::ConciergeRequest,
            id,
            "a token that nobody signed was traded for a credential",
            format!(
                "Take {} out of service: it lets everybody in.",
                concierge_probe.authenticator()
            ),
        ),
        TokenCredentialRequestStatus {
            message: Some(message),
            credential: None,
        } => {
            let found = format!(
                "strangers may ask; a made-up token is refused: \"{}\"",
                response.quote(&message)
            );
            Finding::ok(Item::ConciergeRequest, id, found)
        }
        TokenCredentialRequestStatus {
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
const FAKE_TOKEN: &str = "haulout-check.made-up.token";
