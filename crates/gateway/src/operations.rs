//! The operator's port: metrics and the readiness of upstreams; not for browsers, and never public.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::app::ReloadableGateway;
use crate::relay::concierge::Cluster;
use crate::relay::upstream::Upstream;
use crate::{edge, page};

/// Serves until `shutdown` completes.
pub async fn serve(
    current: Arc<ReloadableGateway>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) {
    edge::accept(table(current), listener, shutdown).await;
}

fn table(current: Arc<ReloadableGateway>) -> Router {
    let operations = Operations {
        current,
        probed: Mutex::new(None),
    };
    Router::new()
        .route("/metrics", get(metrics))
        .route("/healthz", get(async || "ok"))
        .route("/readyz", get(ready))
        .route("/version", get(page::version))
        .with_state(Arc::new(operations))
}

struct Operations {
    current: Arc<ReloadableGateway>,
    /// The time of the last probe, and the upstreams that did not answer.
    probed: Mutex<Option<(Instant, Vec<String>)>>,
}

/// `GET /metrics`, in the OpenMetrics text format.
async fn metrics(State(operations): State<Arc<Operations>>) -> Response {
    let metrics = &operations.current.process().metrics;
    let gateway = operations.current.gateway();
    let clusters = gateway.clusters.all().iter();
    let clusters = clusters.flat_map(Cluster::upstreams);
    let upstreams = std::iter::once(gateway.issuer.upstream()).chain(clusters);
    metrics.set_upstreams(upstreams.map(Upstream::state));
    match metrics.text() {
        Ok(text) => ([(CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[derive(Serialize)]
struct Readiness {
    ready: bool,
    unreachable: Vec<String>,
}

/// `GET /readyz`: fails only while draining. Unreachable upstreams are listed without failing, because a page that
/// explains the failure is more useful than no page.
async fn ready(State(operations): State<Arc<Operations>>) -> Response {
    let ready = !operations.current.process().draining.has_begun();
    let readiness = Readiness {
        ready,
        unreachable: operations.unreachable().await,
    };
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let body = serde_json::to_vec(&readiness).unwrap_or_default();
    (status, [(CONTENT_TYPE, "application/json")], body).into_response()
}

impl Operations {
    async fn unreachable(&self) -> Vec<String> {
        let mut probed = self.probed.lock().await;
        if let Some((at, names)) = probed.as_ref()
            && at.elapsed() < PROBE_FRESH
        {
            return names.clone();
        }
        let names = self.probe().await;
        *probed = Some((Instant::now(), names.clone()));
        names
    }

    async fn probe(&self) -> Vec<String> {
        let gateway = self.current.gateway();
        let mut waiting = (0..=gateway.clusters.all().len())
            .collect::<Vec<_>>()
            .into_iter();
        let mut probes = JoinSet::new();
        let mut names = Vec::new();
        loop {
            while probes.len() < PROBES_AT_ONCE
                && let Some(index) = waiting.next()
            {
                let gateway = gateway.clone();
                probes.spawn(async move {
                    let (name, answers) = match index.checked_sub(1) {
                        None => ("issuer".to_owned(), gateway.issuer.is_reachable().await),
                        Some(index) => gateway.clusters.all()[index].is_reachable().await,
                    };
                    (index, (!answers).then_some(name))
                });
            }
            match probes.join_next().await {
                Some(Ok((index, Some(name)))) => names.push((index, name)),
                Some(Ok((_, None)) | Err(_)) => {}
                None => break,
            }
        }
        names.sort();
        names.into_iter().map(|(_, name)| name).collect()
    }
}

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// How long a probe's result is reused; a kubelet probes every ten seconds.
const PROBE_FRESH: Duration = Duration::from_secs(30);
/// Concurrent probes.
const PROBES_AT_ONCE: usize = 8;
