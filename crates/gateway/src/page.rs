//! What the page is told: `/config.json` for everybody, the clusters for who is signed in; and probes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::HeaderMap;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;

use crate::app::{Gateway, StartError};
use crate::config::{
    AuthenticatorType, Branding, CliConfig, ClusterConfig, ConciergeConfig, Config, NamePatterns,
    Renewal, TokenMode,
};
use crate::headers::Kind;

/// The two documents, written once at start because nothing in them depends on who asks.
pub(crate) struct Documents {
    public: Bytes,
    signed_in_refreshable: Bytes,
    signed_in: Bytes,
}

impl Documents {
    /// Writes the documents of a proven configuration.
    pub(crate) fn new(config: &Config) -> Result<Self, StartError> {
        let clusters = || {
            config
                .clusters
                .iter()
                .map(|cluster| Cluster::of(config, cluster))
                .collect::<Vec<_>>()
        };
        let is_sealed = config.tokens == TokenMode::Sealed;
        let names = config
            .clusters
            .iter()
            .map(|cluster| cluster.name.as_str())
            .collect();
        let public = PublicDocument {
            title: &config.title,
            branding: (config.branding != Branding::default()).then_some(&config.branding),
            tokens: config.tokens,
            redirect_uri: config.public.redirect_uri(),
            issuer: Issuer {
                url: &config.issuer.identifier,
                client_id: &config.issuer.client_id,
                scopes: &config.issuer.scopes,
                metadata_url: config
                    .public
                    .join("/issuer/.well-known/openid-configuration"),
                headers: our_headers(),
                cli: (config.issuer.cli != CliConfig::default()).then_some(&config.issuer.cli),
            },
            session: is_sealed.then(|| Session {
                start_url: config.public.join("/session/start"),
                end_url: config.public.join("/session/end"),
                config_url: config.public.join("/session/config"),
                headers: our_headers(),
            }),
            clusters: (!is_sealed).then(clusters),
            cluster_names: (is_sealed && config.show_cluster_names).then_some(names),
            renewal: config.renewal,
            names: config.names.as_ref(),
        };
        let signed_in = |refreshable| SignedInDocument {
            signed_in: true,
            clusters: clusters(),
            refreshable,
        };
        Ok(Self {
            public: write(&public)?,
            signed_in_refreshable: write(&signed_in(true))?,
            signed_in: write(&signed_in(false))?,
        })
    }
}

fn write(document: &impl Serialize) -> Result<Bytes, StartError> {
    let json = serde_json::to_vec(document);
    json.map(Bytes::from)
        .map_err(|error| StartError::new("cannot write the page's configuration", error))
}

/// `GET /config.json`.
pub(crate) async fn config(State(gateway): State<Arc<Gateway>>) -> Bytes {
    gateway.documents.public.clone()
}

/// `GET /session/config`. That there is no session is an answer: an error would stand in the console of every first visit.
pub(crate) async fn session_config(
    State(gateway): State<Arc<Gateway>>,
    headers: HeaderMap,
) -> Bytes {
    let documents = &gateway.documents;
    match gateway.cookies.session(&headers) {
        None => Bytes::from_static(SIGNED_OUT),
        Some(session) if session.refresh_token.is_some() => documents.signed_in_refreshable.clone(),
        Some(_) => documents.signed_in.clone(),
    }
}

const SIGNED_OUT: &[u8] = br#"{"signedIn":false}"#;

/// `GET /healthz`: a gateway that answers is alive.
pub(crate) async fn healthy() -> Response {
    plain("ok")
}

/// `GET /readyz`: not while it drains. Which upstream is down is told on the operator's port alone.
pub(crate) async fn ready(State(gateway): State<Arc<Gateway>>) -> Response {
    if gateway.process.draining.load(Ordering::Relaxed) {
        (StatusCode::SERVICE_UNAVAILABLE, plain("draining")).into_response()
    } else {
        plain("ok")
    }
}

fn plain(text: &'static str) -> Response {
    let mut response = text.into_response();
    response.extensions_mut().insert(Kind::Text);
    response
}

/// `GET /version`.
pub(crate) async fn version() -> &'static str {
    concat!(r#"{"version":""#, env!("CARGO_PKG_VERSION"), r#""}"#)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PublicDocument<'a> {
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    branding: Option<&'a Branding>,
    tokens: TokenMode,
    redirect_uri: String,
    issuer: Issuer<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<Session>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clusters: Option<Vec<Cluster<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cluster_names: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    renewal: Option<Renewal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    names: Option<&'a NamePatterns>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Issuer<'a> {
    url: &'a str,
    client_id: &'a str,
    scopes: &'a [String],
    metadata_url: String,
    headers: BTreeMap<&'static str, &'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cli: Option<&'a CliConfig>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Session {
    start_url: String,
    end_url: String,
    config_url: String,
    headers: BTreeMap<&'static str, &'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SignedInDocument<'a> {
    signed_in: bool,
    clusters: Vec<Cluster<'a>>,
    refreshable: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Cluster<'a> {
    id: &'a str,
    name: &'a str,
    server: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ca_data: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audience: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proxy_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tls_server_name: Option<&'a str>,
    concierge: Place<'a>,
    version_url: String,
    headers: BTreeMap<&'static str, &'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Concierge<'a> {
    request_url: String,
    /// Where it differs from the cluster's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ca_data: Option<&'a str>,
    api_group_suffix: &'a str,
    authenticator: Authenticator<'a>,
}

/// Where credentials are asked for.
#[derive(Serialize)]
#[serde(untagged)]
enum Place<'a> {
    Concierge(Concierge<'a>),
    /// The word for a cluster that has none.
    Nowhere(&'static str),
}

#[derive(Serialize)]
struct Authenticator<'a> {
    #[serde(rename = "type")]
    kind: AuthenticatorType,
    name: &'a str,
}

impl<'a> Cluster<'a> {
    fn of(config: &Config, cluster: &'a ClusterConfig) -> Self {
        let route = |path| {
            config
                .public
                .join(&format!("/clusters/{}/{path}", cluster.id))
        };
        let concierge = |concierge: &'a ConciergeConfig| Concierge {
            request_url: route("tokencredentialrequests"),
            endpoint: (concierge.endpoint != cluster.server_url)
                .then_some(concierge.endpoint.as_str()),
            ca_data: concierge
                .trust
                .ca_data()
                .filter(|data| Some(*data) != cluster.trust.ca_data()),
            api_group_suffix: &concierge.api_group_suffix,
            authenticator: Authenticator {
                kind: concierge.authenticator,
                name: &concierge.authenticator_name,
            },
        };
        let place = cluster.concierge.as_ref().map(concierge);
        Self {
            id: &cluster.id,
            name: &cluster.name,
            server: &cluster.server,
            ca_data: cluster.trust.ca_data(),
            audience: cluster.audience.as_deref(),
            namespace: cluster.namespace.as_deref(),
            proxy_url: cluster.proxy_url.as_deref(),
            tls_server_name: cluster.tls_server_name.as_deref(),
            concierge: place.map_or(Place::Nowhere(NONE), Place::Concierge),
            version_url: route("version"),
            headers: our_headers(),
        }
    }
}

/// As it is written in the configuration.
const NONE: &str = "none";

/// What the page adds to each request, so that no other site's page can make the same one.
fn our_headers() -> BTreeMap<&'static str, &'static str> {
    BTreeMap::from([("haulout-request", "1")])
}
