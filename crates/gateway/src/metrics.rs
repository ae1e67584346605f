//! The metrics for operators. Label values come from the configuration or from fixed lists, never from a request.

mod process;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use axum::http::StatusCode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::{Family, MetricConstructor};
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use self::process::Process;
use crate::clock;
use crate::config::Config;

/// The metrics of this process.
pub(crate) struct Metrics {
    registry: Registry,
    /// Its names have no prefix of their own.
    process: Registry,
    requests: Family<RequestLabels, Counter>,
    token_requests: Family<GrantLabels, Counter>,
    credential_requests: Family<CredentialLabels, Counter>,
    validity: Family<ClusterLabels, Counter<f64, AtomicU64>>,
    upstream: Family<PeerLabels, Histogram, Latencies>,
    refused: Family<BudgetLabels, Counter>,
    reloads: Family<OutcomeLabels, Counter>,
    outdated: Gauge,
    loaded: Gauge,
    upstream_up: Family<UpstreamLabels, Gauge>,
    /// Requests with a session cookie that no seal key opens.
    pub(crate) undecryptable_sessions: Counter,
    /// Open connections.
    pub(crate) connections: Gauge,
    /// Connections that were closed to make room.
    pub(crate) evicted: Counter,
    /// Connections that were refused because no other one could be closed.
    pub(crate) shed: Counter,
}

/// The result of a request, as a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub(crate) enum Outcome {
    /// Success.
    #[expect(non_camel_case_types, reason = "labels are in lower case")]
    ok,
    /// The issuer, the Concierge or the gateway refused the request.
    #[expect(non_camel_case_types, reason = "labels are in lower case")]
    refused,
    /// The gateway or an upstream failed.
    #[expect(non_camel_case_types, reason = "labels are in lower case")]
    failed,
}

impl Outcome {
    /// The outcome that a status represents.
    pub(crate) fn of(status: StatusCode) -> Self {
        if status.is_server_error() {
            Self::failed
        } else if status.is_client_error() {
            Self::refused
        } else {
            Self::ok
        }
    }
}

impl Metrics {
    /// All metrics at zero, for a process with this configuration.
    pub(crate) fn new(config: &Config) -> Self {
        let metrics = Self::empty();
        for grant in GRANTS {
            for outcome in OUTCOMES {
                let labels = GrantLabels { grant, outcome };
                drop(metrics.token_requests.get_or_create(&labels));
            }
        }
        for budget in BUDGETS {
            drop(metrics.refused.get_or_create(&BudgetLabels { budget }));
        }
        for peer in PEERS {
            drop(metrics.upstream.get_or_create(&PeerLabels { peer }));
        }
        for outcome in [Outcome::ok, Outcome::failed] {
            drop(metrics.reloads.get_or_create(&OutcomeLabels { outcome }));
        }
        metrics.configured(config);
        metrics
    }

    /// Records that a configuration is in use. Its clusters have series from the start, because the first increase of a
    /// counter that was not there is no increase for Prometheus.
    pub(crate) fn configured(&self, config: &Config) {
        for cluster in &config.clusters {
            for outcome in OUTCOMES {
                let cluster = cluster.id.clone();
                let labels = CredentialLabels { cluster, outcome };
                drop(self.credential_requests.get_or_create(&labels));
            }
            let cluster = cluster.id.clone();
            drop(self.validity.get_or_create(&ClusterLabels { cluster }));
        }
        let now = i64::try_from(clock::now().0).unwrap_or(i64::MAX);
        self.loaded.set(now);
    }

    /// Replaces the states of all upstreams: what it is, its origin, and whether requests to it succeed.
    pub(crate) fn set_upstreams<'a>(
        &self,
        upstreams: impl Iterator<Item = (&'static str, &'a str, bool)>,
    ) {
        // Several can have one origin, such as an API server and its Concierge.
        let mut states = BTreeMap::new();
        for (peer, origin, is_up) in upstreams {
            *states.entry((peer, origin)).or_insert(true) &= is_up;
        }
        self.upstream_up.clear();
        for ((peer, origin), is_up) in states {
            let upstream = origin.to_owned();
            let labels = UpstreamLabels { peer, upstream };
            let gauge = self.upstream_up.get_or_create_owned(&labels);
            gauge.set(i64::from(is_up));
        }
    }

    fn empty() -> Self {
        let mut registry = Registry::with_prefix("haulout");
        let version = Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The running version", version);
        let mut registrar = Registrar(&mut registry);
        let requests = registrar.add("requests", "Responses, by route and status class");
        let token_requests = registrar.add(
            "token_requests",
            "Token requests to the issuer; grant `authorization_code` counts sign-ins",
        );
        let credential_requests = registrar.add(
            "credential_requests",
            "Credential requests to a Concierge, by cluster",
        );
        let refused = registrar.add(
            "over_budget",
            "Requests refused because a rate limit was exceeded",
        );
        let reloads = registrar.add("reloads", "Attempts to load a changed configuration");
        let connections = registrar.add("connections", "Open connections");
        let evicted = registrar.add(
            "connections_evicted",
            "Idle connections closed to make room",
        );
        let shed = registrar.add(
            "connections_shed",
            "Connections refused because the limit was reached",
        );
        let outdated = registrar.add(
            "configuration_outdated",
            "1 while the configuration on disk is invalid, so the previous one stays in effect",
        );
        let loaded = registrar.add(
            "configuration_loaded_timestamp_seconds",
            "When the configuration in use was read, since the Unix epoch",
        );
        let upstream_up = registrar.add(
            "upstream_up",
            "0 while requests to an upstream fail and only single ones test it",
        );
        let undecryptable_sessions = registrar.add(
            "undecryptable_sessions",
            "Requests with a session cookie that no seal key opens",
        );
        let validity = Family::default();
        registry.register_with_unit(
            "credential_validity",
            "Total validity of issued credentials, by cluster",
            Unit::Seconds,
            validity.clone(),
        );
        let upstream = Family::new_with_constructor(Latencies);
        registry.register_with_unit(
            "upstream_latency",
            "Duration of relayed requests",
            Unit::Seconds,
            upstream.clone(),
        );
        let mut process = Registry::default();
        process.register_collector(Box::new(Process::starting()));
        Self {
            registry,
            process,
            requests,
            token_requests,
            credential_requests,
            validity,
            upstream,
            refused,
            reloads,
            outdated,
            loaded,
            upstream_up,
            undecryptable_sessions,
            connections,
            evicted,
            shed,
        }
    }

    /// Counts a response.
    pub(crate) fn count_response(&self, route: &str, status: StatusCode) {
        let labels = RequestLabels {
            route: route.to_owned(),
            status: class(status),
        };
        self.requests.get_or_create(&labels).inc();
    }

    /// Counts a token request.
    pub(crate) fn count_token_request(&self, grant: &'static str, outcome: Outcome) {
        let labels = GrantLabels { grant, outcome };
        self.token_requests.get_or_create(&labels).inc();
    }

    /// Counts a request for a credential.
    pub(crate) fn count_credential_request(&self, cluster: &str, outcome: Outcome) {
        let cluster = cluster.to_owned();
        let labels = CredentialLabels { cluster, outcome };
        self.credential_requests.get_or_create(&labels).inc();
    }

    /// Adds the validity of an issued credential.
    pub(crate) fn add_validity(&self, cluster: &str, validity: Duration) {
        let labels = ClusterLabels {
            cluster: cluster.to_owned(),
        };
        self.validity
            .get_or_create(&labels)
            .inc_by(validity.as_secs_f64());
    }

    /// Records the duration of an upstream request, successful or not.
    pub(crate) fn observe_upstream(&self, peer: &'static str, time: Duration) {
        let labels = PeerLabels { peer };
        self.upstream
            .get_or_create(&labels)
            .observe(time.as_secs_f64());
    }

    /// Counts a request that a rate limit refused.
    pub(crate) fn count_over_budget(&self, budget: &'static str) {
        self.refused.get_or_create(&BudgetLabels { budget }).inc();
    }

    /// Counts an attempt to reload the configuration.
    pub(crate) fn count_reload(&self, ok: bool) {
        let outcome = if ok { Outcome::ok } else { Outcome::failed };
        self.reloads.get_or_create(&OutcomeLabels { outcome }).inc();
        self.outdated.set(i64::from(!ok));
    }

    /// All metrics in OpenMetrics text format.
    pub(crate) fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        text::encode_registry(&mut text, &self.registry)?;
        text::encode_registry(&mut text, &self.process)?;
        text::encode_eof(&mut text)?;
        Ok(text)
    }
}

struct Registrar<'a>(&'a mut Registry);

impl Registrar<'_> {
    fn add<M>(&mut self, name: &str, help: &str) -> M
    where
        M: prometheus_client::registry::Metric + Clone + Default,
    {
        let metric = M::default();
        self.0.register(name, help, metric.clone());
        metric
    }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() / 100 {
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    route: String,
    status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct GrantLabels {
    grant: &'static str,
    outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CredentialLabels {
    cluster: String,
    outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ClusterLabels {
    cluster: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PeerLabels {
    peer: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct UpstreamLabels {
    peer: &'static str,
    upstream: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct BudgetLabels {
    budget: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OutcomeLabels {
    outcome: Outcome,
}

/// The values of `grant`.
const GRANTS: [&str; 3] = ["authorization_code", "refresh_token", "token_exchange"];
/// The values of `outcome`.
const OUTCOMES: [Outcome; 3] = [Outcome::ok, Outcome::refused, Outcome::failed];
/// The values of `budget`.
const BUDGETS: [&str; 2] = ["session", "address"];
/// The values of `peer`.
const PEERS: [&str; 2] = ["issuer", "cluster"];

/// From 5 ms, a fast upstream, to more than the timeout of 10 s.
#[derive(Clone)]
struct Latencies;

impl MetricConstructor<Histogram> for Latencies {
    fn new_metric(&self) -> Histogram {
        Histogram::new(exponential_buckets(0.005, 2.0, 12))
    }
}
