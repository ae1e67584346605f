//! Checks a Concierge with a fake token, and with a real one if the user provides it.

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

/// Sends TokenCredentialRequests to one Concierge.
pub(super) struct ConciergeProbe<'a> {
    pub(super) concierge: &'a ConciergeConfig,
    probe: Probe,
    url: Url,
}

/// Checks TLS, the API group and anonymous requests; with a token, also the authenticator.
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
            let remedy = "Fix the Concierge's `caData` or this computer's certificate store.";
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
    // A Concierge has two replicas, each with its own clock; the next request usually reaches the other one.
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

    /// Kind and name of the authenticator.
    pub(super) fn authenticator(&self) -> String {
        let concierge = self.concierge;
        format!(
            "{} `{}`",
            concierge.authenticator.kind(),
            concierge.authenticator_name
        )
    }

    /// Sends a TokenCredentialRequest with the token.
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
    let status = response.status.as_u16();
    if response.status.is_redirection()
        || (response.is_page() && !response.status.is_server_error())
    {
        let found = format!(
            "neither an API server nor an impersonation proxy responds, but a web page: {}",
            response.summary()
        );
        let remedy = "Set `concierge.endpoint` to the API server or the impersonation proxy itself; a proxy in front of it \
                      responds.";
        return vec![Finding::fail(Item::ConciergeRequest, id, found, remedy)];
    }
    if response.status == StatusCode::NOT_FOUND {
        let found = format!(
            "the API group {group} does not exist: {}",
            response.summary()
        );
        let remedy = "Install the Concierge, or set `concierge.apiGroupSuffix` to the suffix that it was \
                            installed with.";
        return vec![Finding::fail(Item::ConciergeApiGroup, id, found, remedy)];
    }
    let fail = |what: &str, remedy: &str| {
        let found = format!("{what}: {}", response.summary());
        vec![Finding::fail(Item::ConciergeRequest, id, found, remedy)]
    };
    match status {
        200 | 201 => {}
        401 => {
            return fail(
                "the API server rejects anonymous requests",
                "Enable the Concierge's impersonation proxy and set `concierge.endpoint` to it, or allow anonymous requests \
                 at the API server (`--anonymous-auth`).",
            );
        }
        403 => {
            return fail(
                "the API server allows no anonymous TokenCredentialRequest",
                "Compare `concierge.apiGroupSuffix` with the Concierge's suffix. If they match, check which strategy of \
                                 the CredentialIssuer succeeds; if it is the impersonation proxy, set `concierge.endpoint` to it.",
            );
        }
        429 => {
            return fail(
                "the API server receives too many requests",
                "Find the clients that overload the API server, then check again.",
            );
        }
        500.. => {
            return fail(
                "a TokenCredentialRequest fails",
                "Check the Concierge's pods and their logs.",
            );
        }
        _ => {
            return fail(
                "a TokenCredentialRequest is rejected",
                "Make sure that `concierge.endpoint` is an API server or an impersonation proxy.",
            );
        }
    }
    let Ok(status) = TokenCredentialRequestStatus::parse(response.body()) else {
        let found = "the response to a TokenCredentialRequest is not valid";
        let remedy =
            "Check proxies between this computer and the Concierge, and the Concierge's log.";
        return vec![Finding::fail(Item::ConciergeRequest, id, found, remedy)];
    };
    let group = Finding::ok(
        Item::ConciergeApiGroup,
        id,
        format!("{group}/v1alpha1 exists"),
    );
    let request = match status {
        TokenCredentialRequestStatus {
            credential: Some(_),
            ..
        } => Finding::fail(
            Item::ConciergeRequest,
            id,
            "a token without a valid signature was exchanged for a credential",
            format!(
                "Remove {} immediately: it accepts any token.",
                concierge_probe.authenticator()
            ),
        ),
        TokenCredentialRequestStatus {
            message: Some(message),
            credential: None,
        } => {
            let found = format!(
                "anonymous requests are allowed; a fake token is rejected: \"{}\"",
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
            "the Concierge returns neither a credential nor an error message",
            "Check the Concierge's log.",
        ),
    };
    vec![group, request]
}

/// Not signed and not secret.
const FAKE_TOKEN: &str = "haulout-check.made-up.token";
