//! The middleware of every request: checks host and origin, adds headers and a request id, and logs one line.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use haulout_protocol::Code;
use tracing::Instrument as _;

use crate::config::{Config, PublicUrl};
use crate::error::Failure;
use crate::metrics::Metrics;
use crate::rate_limits::ClientAddresses;
use crate::{headers, random};

/// Refuses requests that another site caused.
pub(crate) async fn same_origin_only(
    State(config): State<Arc<Config>>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let headers = request.headers();
    let allows =
        |name: &HeaderName, value: &str| headers.get_all(name).iter().all(|found| found == value);
    // A page cannot forge Fetch Metadata. `none` is a URL that the user typed, which is harmless for safe methods.
    let sent_from_here = allows(&SEC_FETCH_SITE, "same-origin")
        || request.method().is_safe() && allows(&SEC_FETCH_SITE, "none");
    if !sent_from_here || !allows(&ORIGIN, config.public.origin()) {
        return Err(cross_site(
            "Only the gateway's own page may send this request.",
        ));
    }
    // Across origins, a browser sends a custom header only after a preflight, which the gateway never answers.
    if request.method() == Method::POST && !sent_by_our_page(headers) {
        return Err(cross_site("The header `haulout-request: 1` is missing."));
    }
    Ok(next.run(request).await)
}

fn sent_by_our_page(headers: &HeaderMap) -> bool {
    headers
        .get(&HAULOUT_REQUEST)
        .is_some_and(|value| value == "1")
}

fn cross_site(description: &'static str) -> Failure {
    Failure::new(StatusCode::FORBIDDEN, Code::CrossSite, description)
}

/// Refuses requests for other hosts, adds the security headers, sets the request id that the response and the log lines
/// share, and logs one line without query, headers and body.
pub(crate) async fn handle(
    State(client_addresses): State<Arc<ClientAddresses>>,
    State(config): State<Arc<Config>>,
    State(hosts): State<Arc<Hosts>>,
    State(metrics): State<Arc<Metrics>>,
    request: Request,
    next: Next,
) -> Response {
    let record = RequestRecord::new(&client_addresses, &request);
    let span = tracing::info_span!("request", request_id = record.id);
    let mut response = match span.in_scope(|| hosts.check(&config.public, &request)) {
        Ok(()) => next.run(request).instrument(span.clone()).await,
        Err(failure) => span.in_scope(|| failure.into_response()),
    };
    let is_file = headers::add_security_headers(&mut response, config.public.is_https());
    span.in_scope(|| record.write(&config.public, &metrics, response.status(), is_file));
    if let Ok(id) = HeaderValue::try_from(record.id) {
        response.headers_mut().insert(X_REQUEST_ID, id);
    }
    response
}

/// The fields that are logged and counted for a request.
struct RequestRecord {
    id: String,
    at: Instant,
    client: IpAddr,
    method: Method,
    path: String,
    route: Option<MatchedPath>,
}

impl RequestRecord {
    fn new(client_addresses: &ClientAddresses, request: &Request) -> Self {
        let path = request.uri().path().chars().take(LOGGED_PATH_CHARS_MAX);
        Self {
            id: random::request_id(),
            at: Instant::now(),
            client: client_addresses.address(request),
            method: request.method().clone(),
            path: path.collect(),
            route: request.extensions().get::<MatchedPath>().cloned(),
        }
    }

    /// Counts and logs the request. Assets are logged at debug level only, because there are many.
    fn write(&self, public: &PublicUrl, metrics: &Metrics, status: StatusCode, is_file: bool) {
        let route = self.route.as_ref().map_or("", MatchedPath::as_str);
        let route = route.strip_prefix(public.base()).unwrap_or(route);
        let route = if route.is_empty() { "other" } else { route };
        metrics.count_response(route, status);
        let Self {
            client,
            method,
            path,
            ..
        } = self;
        let status = status.as_u16();
        let milliseconds = u64::try_from(self.at.elapsed().as_millis()).unwrap_or(u64::MAX);
        if is_file {
            tracing::debug!(%client, %method, path, status, milliseconds, "answered");
        } else {
            tracing::info!(%client, %method, path, status, milliseconds, "answered");
        }
    }
}

/// The accepted values of `Host`.
pub(crate) struct Hosts(Vec<String>);

impl Hosts {
    /// The hosts of the public URL, and the listener's address if it is a loopback address.
    pub(crate) fn of(public: &PublicUrl, address: Option<SocketAddr>) -> Self {
        let own = address.filter(|address| address.ip().is_loopback());
        let mut hosts = public.hosts();
        hosts.extend(own.map(|address| address.to_string()));
        Self(hosts)
    }

    /// Refuses requests for another host (RFC 9112 §3.2), which hyper does not check.
    fn check(&self, public: &PublicUrl, request: &Request) -> Result<(), Failure> {
        // A kubelet's probe has the pod's address as its host.
        let path = request.uri().path();
        if PROBES.contains(&path.strip_prefix(public.base()).unwrap_or(path)) {
            return Ok(());
        }
        let mut hosts = request.headers().get_all(HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            return Err(Failure::request("A request needs exactly one Host."));
        };
        let host = host
            .to_str()
            .map_err(|_| Failure::request("The Host is not text."))?;
        let is_known = |name: &str| self.0.iter().any(|known| known.eq_ignore_ascii_case(name));
        // A request target in absolute form has an authority in addition to `Host`.
        let named_by_target = request
            .uri()
            .authority()
            .map(|authority| authority.as_str());
        if !is_known(host) || named_by_target.is_some_and(|name| !is_known(name)) {
            let description = "This gateway does not serve that host.";
            return Err(Failure::new(
                StatusCode::MISDIRECTED_REQUEST,
                Code::RequestInvalid,
                description,
            ));
        }
        Ok(())
    }
}

/// The routes that reveal nothing; they are served for any `Host`.
const PROBES: [&str; 2] = ["/healthz", "/readyz"];
const HAULOUT_REQUEST: HeaderName = HeaderName::from_static("haulout-request");
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Characters; longer than any route, so only an attacker's path is truncated.
const LOGGED_PATH_CHARS_MAX: usize = 200;
