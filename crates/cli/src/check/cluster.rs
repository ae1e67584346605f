//! One cluster: its API server, then its Concierge.

use axum::http::StatusCode;
use haulout_gateway::config::{ClusterConfig, Config};
use haulout_gateway::http_client::{OldestTls, below};
use haulout_protocol::clocks::Clock;

use super::concierge;
use super::finding::{Finding, Item};
use super::probe::{Probe, ProbeContext};
use super::token::{self, Token};

/// What became known about a cluster.
#[derive(Default)]
pub(super) struct ClusterResults {
    pub(super) findings: Vec<Finding>,
    pub(super) verifier: Clock,
    pub(super) concierge: Clock,
}

/// Looks at everything that the gateway needs of a cluster.
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

/// Whether there is a server at all.
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
            let remedy = "Mend the cluster's `caData`, or this machine's certificate store.";
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
            // What stands in the way of one client may let the other pass.
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
            format!("strangers may not ask for /version: {}", response.summary()),
            "Bind the role `system:public-info-viewer` to `system:unauthenticated`, so that reachability can be told.",
        ),
        _ => Finding::fail(
            Item::ClusterVersion,
            &cluster.id,
            format!("{url} answers with {}", response.summary()),
            "See that `clusters[].server` is the address of an API server, and that it is well.",
        ),
    });
    true
}
