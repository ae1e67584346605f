//! Checks one cluster: its API server, then its Concierge.

use axum::http::StatusCode;
use haulout_gateway::config::{ClusterConfig, Config};
use haulout_gateway::http_client::{OldestTls, below};
use haulout_protocol::clocks::Clock;

use super::concierge;
use super::finding::{Finding, Item};
use super::probe::{Probe, ProbeContext};
use super::token::{self, Token};

/// The results for one cluster.
#[derive(Default)]
pub(super) struct ClusterResults {
    pub(super) findings: Vec<Finding>,
    pub(super) verifier: Clock,
    pub(super) concierge: Clock,
}

/// Checks everything that the gateway needs from a cluster.
pub(super) async fn check(
    config: &Config,
    cluster: &ClusterConfig,
    token: Option<&Token>,
    context: &ProbeContext,
) -> ClusterResults {
    let mut results = ClusterResults::default();
    let is_there = server(cluster, context, &mut results).await;
    let Some(concierge) = &cluster.concierge else {
        if let Some(token) = token
            && is_there
        {
            let finding = token::review_token(config, cluster, token, context).await;
            results.findings.push(finding);
        }
        return results;
    };
    let is_elsewhere = concierge.endpoint.origin() != cluster.server_url.origin();
    if is_there || is_elsewhere {
        concierge::check(config, cluster, concierge, token, context, &mut results).await;
    }
    results
}

/// Checks the API server; returns whether it is reachable.
async fn server(
    cluster: &ClusterConfig,
    context: &ProbeContext,
    results: &mut ClusterResults,
) -> bool {
    let url = below(&cluster.server_url, "version");
    let oldest = OldestTls::Tls12;
    let probe = match Probe::new(&cluster.server_url, &cluster.trust, oldest, None, context) {
        Ok(probe) => probe,
        Err(error) => {
            let remedy = "Fix the cluster's `caData` or this computer's certificate store.";
            let finding = Finding::fail(Item::ClusterTls, &cluster.id, error.to_string(), remedy);
            results.findings.push(finding);
            return false;
        }
    };
    let response = match probe.get(&url).await {
        Ok(response) => response,
        Err(error) => {
            let item = if error.is_tls() {
                Item::ClusterTls
            } else {
                Item::ClusterVersion
            };
            let remedy = error.remedy("clusters[].caData");
            let finding = Finding::fail(item, &cluster.id, error.description(), remedy);
            results.findings.push(finding);
            // The Concierge has its own trust settings, so its check can succeed after a TLS error here.
            return error.is_tls();
        }
    };
    response.observe_clock(&mut results.verifier);
    if url.scheme() == "https" {
        let found = format!("the certificate of {} is trusted", cluster.server);
        results
            .findings
            .push(Finding::ok(Item::ClusterTls, &cluster.id, found));
    }
    results.findings.push(match response.json().text("gitVersion") {
        Some(version) if response.status == StatusCode::OK => {
            let found = format!("Kubernetes {}", response.quote(version));
            Finding::ok(Item::ClusterVersion, &cluster.id, found)
        }
        _ if matches!(response.status.as_u16(), 401 | 403) => Finding::warn(
            Item::ClusterVersion,
            &cluster.id,
            format!("anonymous requests to /version are not allowed: {}", response.summary()),
            "Bind the role `system:public-info-viewer` to `system:unauthenticated`, so that reachability can be checked.",
        ),
        _ => Finding::fail(
            Item::ClusterVersion,
            &cluster.id,
            format!("{url} returns {}", response.summary()),
            "Make sure that `clusters[].server` is the address of a working API server.",
        ),
    });
    true
}
