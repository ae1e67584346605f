//! A cluster's Concierge, which exchanges an ID token for a credential, and its API server's version and clock.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{DATE, HeaderMap};
use haulout_protocol::Code;
use haulout_protocol::concierge::{
    TokenCredentialRequest, TokenCredentialRequestStatus, request_path,
};
use haulout_protocol::json::Json;
use haulout_protocol::time::UnixTime;
use serde_json::json;
use tokio::time::timeout;
use url::Url;

use super::forwarded_headers;
use super::upstream::{Upstream, UpstreamKind, UpstreamResponse};
use crate::config::{ClusterConfig, ConciergeConfig, Config, TokenMode};
use crate::cookies::Cookies;
use crate::error::Failure;
use crate::http_client::{OldestTls, SharedTls, below};
use crate::metrics::{Metrics, Outcome};
use crate::secret::Secret;
use crate::start_error::StartError;
use crate::{audit, request_body};

/// The id from the path, unless it is not valid UTF-8.
type ClusterId = Result<Path<String>, PathRejection>;
type RelayedResponse = (StatusCode, HeaderMap, Vec<u8>);

/// The clusters of a configuration.
pub(crate) struct Clusters {
    all: Vec<Cluster>,
    /// `Some` if a session is required.
    sessions: Option<Arc<Cookies>>,
}

impl Clusters {
    /// Builds the clients of all clusters.
    pub(crate) fn new(
        config: &Config,
        cookies: &Arc<Cookies>,
        tls: &mut SharedTls,
    ) -> Result<Self, StartError> {
        let clusters = config.clusters.iter();
        let all: Result<_, _> = clusters.map(|cluster| Cluster::new(cluster, tls)).collect();
        let is_sealed = config.tokens == TokenMode::Sealed;
        Ok(Self {
            all: all?,
            sessions: is_sealed.then(|| cookies.clone()),
        })
    }

    /// In the order of the configuration.
    pub(crate) fn all(&self) -> &[Cluster] {
        &self.all
    }

    /// Checks the session first, so clients without one cannot probe for ids.
    fn find(&self, id: ClusterId, headers: &HeaderMap) -> Result<&Cluster, Failure> {
        if let Some(cookies) = &self.sessions
            && cookies.session(headers).is_none()
        {
            return Err(Failure::sign_in_required());
        }
        let unknown = || {
            Failure::new(
                StatusCode::NOT_FOUND,
                Code::ClusterUnknown,
                "No cluster has this id.",
            )
        };
        let Path(id) = id.map_err(|_| unknown())?;
        let found = self.all.iter().find(|cluster| cluster.id == id);
        found.ok_or_else(unknown)
    }
}

/// One cluster of the configuration.
pub(crate) struct Cluster {
    id: String,
    server: Upstream,
    version_url: Url,
    /// `None` if the API server accepts ID tokens.
    concierge: Option<Concierge>,
}

struct Concierge {
    upstream: Upstream,
    url: Url,
    api_group_suffix: String,
    authenticator_kind: &'static str,
    authenticator_name: String,
}

impl Cluster {
    /// The cluster's name for an operator, and whether its API server sends any response.
    pub(crate) async fn is_reachable(&self) -> (String, bool) {
        let response = timeout(PROBE_TIME_MAX, self.server.get(self.version_url.clone()));
        let name = format!("cluster {}", self.id);
        (name, matches!(response.await, Ok(Ok(_))))
    }

    /// Its API server and its Concierge.
    pub(crate) fn upstreams(&self) -> impl Iterator<Item = &Upstream> {
        let concierge = self.concierge.as_ref();
        std::iter::once(&self.server).chain(concierge.map(|concierge| &concierge.upstream))
    }

    /// Builds the clients of one cluster.
    fn new(config: &ClusterConfig, tls: &mut SharedTls) -> Result<Self, StartError> {
        let server = Upstream::new(
            &config.server_url,
            tls,
            (&config.trust, OldestTls::Tls12),
            None,
            UpstreamKind::Cluster,
        )?;
        let concierge = config.concierge.as_ref();
        let concierge = concierge.map(|config| Concierge::new(config, tls));
        let concierge = concierge.transpose()?;
        let version_url = below(&config.server_url, "version");
        Ok(Self {
            id: config.id.clone(),
            server,
            version_url,
            concierge,
        })
    }
}

/// `POST /clusters/{id}/tokencredentialrequests`.
pub(crate) async fn request_credential(
    State(clusters): State<Arc<Clusters>>,
    State(metrics): State<Arc<Metrics>>,
    id: ClusterId,
    headers: HeaderMap,
    body: Body,
) -> Result<RelayedResponse, Failure> {
    let cluster = clusters.find(id, &headers)?;
    let concierge = cluster.concierge.as_ref().ok_or_else(Failure::not_found)?;
    let body = request_body::read(&headers, JSON, body).await?;
    let token = requested_token(&body)
        .ok_or_else(|| Failure::request("The body is not a TokenCredentialRequest."))?;
    let count = |outcome| metrics.count_credential_request(&cluster.id, outcome);
    let began = Instant::now();
    let response = concierge.request(&token).await;
    metrics.observe_upstream("cluster", began.elapsed());
    let response = response.inspect_err(|failure| count(Outcome::of(failure.status())))?;
    if !response.status.is_success() {
        count(Outcome::of(response.status));
        return match concierge.refusal(&response) {
            Some(refusal) => Err(refusal),
            None => kubernetes_failure(&concierge.upstream, response),
        };
    }
    // The Concierge did answer, so the code must not be a network error.
    let mut status = response
        .read(TokenCredentialRequestStatus::parse)
        .inspect_err(|_| count(Outcome::failed))?;
    if let Some(message) = &mut status.message {
        *message = truncate(message);
    }
    match &status.credential {
        None => count(Outcome::refused),
        Some(credential) => {
            count(Outcome::ok);
            let until = credential.expiration_timestamp.as_deref();
            if let Some(validity) = validity(until, &response.headers) {
                metrics.add_validity(&cluster.id, validity);
            }
            audit::credential_issued(
                &credential.client_certificate_data,
                token.secret(),
                &cluster.id,
                until,
                forwarded_headers::audit_id(&response.headers),
            );
        }
    }
    let rebuilt = TokenCredentialRequest::answer(&concierge.api_group_suffix, status);
    Ok((response.status, response.headers, serialize(&rebuilt)?))
}

/// The only field that is used from the page's request.
fn requested_token(body: &[u8]) -> Option<Secret> {
    let json = Json::parse(body).ok()?;
    let spec = json.root().ok()?.object("spec").ok()?;
    Some(Secret::new(spec.text("token").ok()?.to_owned()))
}

/// The validity of a credential by the Concierge's clock.
fn validity(until: Option<&str>, headers: &HeaderMap) -> Option<Duration> {
    let until = UnixTime::parse_rfc3339(until?)?;
    let now = UnixTime::parse_http_date(headers.get(DATE)?.to_str().ok()?)?;
    Some(Duration::from_millis(until.since(now).as_millis()))
}

/// `GET /clusters/{id}/version`.
pub(crate) async fn version(
    State(clusters): State<Arc<Clusters>>,
    id: ClusterId,
    headers: HeaderMap,
) -> Result<RelayedResponse, Failure> {
    let cluster = clusters.find(id, &headers)?;
    let response = cluster.server.get(cluster.version_url.clone()).await?;
    if !response.status.is_success() {
        return kubernetes_failure(&cluster.server, response);
    }
    let json = response.json();
    let version = json.text("gitVersion").map(truncate).ok_or_else(|| {
        response.unreadable(
            Code::ConciergeUnreachable,
            "it has no gitVersion".to_owned(),
        )
    })?;
    let rebuilt = json!({"gitVersion": version}).to_string();
    Ok((StatusCode::OK, response.headers, rebuilt.into_bytes()))
}

impl Concierge {
    fn new(config: &ConciergeConfig, tls: &mut SharedTls) -> Result<Self, StartError> {
        Ok(Self {
            upstream: Upstream::new(
                &config.endpoint,
                tls,
                (&config.trust, OldestTls::Tls13),
                None,
                UpstreamKind::Cluster,
            )?,
            url: below(&config.endpoint, &request_path(&config.api_group_suffix)),
            api_group_suffix: config.api_group_suffix.clone(),
            authenticator_kind: config.authenticator.kind(),
            authenticator_name: config.authenticator_name.clone(),
        })
    }

    /// Only the token comes from the page; everything else comes from the configuration.
    async fn request(&self, token: &Secret) -> Result<UpstreamResponse, Failure> {
        let request = TokenCredentialRequest::new(
            &self.api_group_suffix,
            (self.authenticator_kind, &self.authenticator_name),
            token.secret(),
        );
        let request = serialize(&request)?;
        self.upstream
            .post(self.url.clone(), JSON, None, request)
            .await
    }

    /// The failure for a response that refuses the request itself, whatever its token is.
    fn refusal(&self, response: &UpstreamResponse) -> Option<Failure> {
        let api_group = format!("login.concierge.{}", self.api_group_suffix);
        let meaning = match response.status {
            StatusCode::UNAUTHORIZED => "it does not accept anonymous requests".to_owned(),
            // RBAC refuses unknown API groups before the API server finds that they do not exist.
            StatusCode::FORBIDDEN => format!(
                "it does not allow anonymous requests to {api_group}, or no Concierge has this API group"
            ),
            StatusCode::NOT_FOUND => format!("it does not have the API {api_group}"),
            _ if response.json().text("kind") == Some("Status") => return None,
            _ => "it is not an API server".to_owned(),
        };
        response.refuses_the_request().then(|| {
            let status = response.status.as_u16();
            let description = format!("The cluster answered with status {status}: {meaning}.");
            Failure::upstream(Code::ConciergeRefused, description)
                .with_headers(response.headers.clone())
        })
    }
}

/// Serialises into a buffer of fixed capacity: a buffer that grows would leave copies of secrets in memory.
fn serialize(request: &TokenCredentialRequest<'_>) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::with_capacity(BUFFER_BYTES);
    serde_json::to_writer(&mut text, request).map_err(Failure::internal)?;
    Ok(text)
}

/// Forwards a Kubernetes `Status`, or returns the gateway's own error for anything else.
fn kubernetes_failure(
    upstream: &Upstream,
    response: UpstreamResponse,
) -> Result<RelayedResponse, Failure> {
    let status = response.json();
    if status.text("kind") != Some("Status") || response.is_about_the_connection() {
        let failure = upstream.status_failure(response.status);
        return Err(failure.with_headers(response.headers));
    }
    let text = |name| status.text(name).map(truncate).unwrap_or_default();
    let rebuilt = json!({
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": text("message"),
        "reason": text("reason"),
        "code": response.status.as_u16(),
    });
    Ok((
        response.status,
        response.headers,
        rebuilt.to_string().into_bytes(),
    ))
}

fn truncate(text: &str) -> String {
    text.chars().take(TEXT_CHARS_MAX).collect()
}

const JSON: &str = "application/json";
/// Bytes; an ID token with many groups, or a credential with its key, fits.
const BUFFER_BYTES: usize = 8 * 1024;
/// How long a probe may take; a kubelet's own timeout is one second by default.
const PROBE_TIME_MAX: Duration = Duration::from_secs(3);
/// Characters of an upstream's text that the page displays.
const TEXT_CHARS_MAX: usize = 300;
