//! Who may ask: known hosts, our own page; and what every request gets: a name, headers, a line in the log.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use haulout_protocol::Code;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use tokio::time::timeout;
use tracing::Instrument as _;
use zeroize::Zeroizing;

use crate::app::Gateway;
use crate::error::Failure;
use crate::{headers, random};

/// Refuses requests that were meant for another host (RFC 9112 §3.2), which hyper leaves to us.
pub(crate) async fn known_host(
    State(gateway): State<Arc<Gateway>>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let mut hosts = request.headers().get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return Err(Failure::request("A request needs exactly one Host."));
    };
    let host = host
        .to_str()
        .map_err(|_| Failure::request("The Host is not text."))?;
    let is_known = |name: &str| {
        gateway
            .hosts
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name))
    };
    // A request in absolute form names its host a second time.
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
    Ok(next.run(request).await)
}

/// Refuses requests that another site caused a browser to make.
pub(crate) async fn our_own_page(
    State(gateway): State<Arc<Gateway>>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let headers = request.headers();
    let allows =
        |name: &HeaderName, value: &str| headers.get_all(name).iter().all(|found| found == value);
    // Fetch Metadata tells where a request comes from in words that a page cannot forge. `none` is a person who
    // typed the address, which changes nothing here as long as it only reads.
    let sent_from_here = allows(&SEC_FETCH_SITE, "same-origin")
        || request.method().is_safe() && allows(&SEC_FETCH_SITE, "none");
    if !sent_from_here || !allows(&ORIGIN, gateway.config.public.origin()) {
        return Err(cross_site("Only the gateway's own page may ask for this."));
    }
    // A browser sends a header of ours across origins only after a preflight, which is never answered.
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

/// Puts the security headers on, gives the request a name that its answer and its log lines share, and writes one
/// line about it: no query, no header, no body.
pub(crate) async fn dress_and_log(
    State(gateway): State<Arc<Gateway>>,
    request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let id = random::request_id();
    let span = tracing::info_span!("request", request_id = id);
    let method = request.method().clone();
    let path: String = request
        .uri()
        .path()
        .chars()
        .take(LOGGED_PATH_CHARS_MAX)
        .collect();
    let client = gateway.callers.address(&request);
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).instrument(span.clone()).await;
    let route = route.as_ref().map_or("", MatchedPath::as_str);
    let route = route
        .strip_prefix(gateway.config.public.base())
        .unwrap_or(route);
    let route = if route.is_empty() { "other" } else { route };
    gateway.process.metrics.answered(route, response.status());
    headers::dress(&mut response, gateway.config.public.is_https());
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(X_REQUEST_ID, id);
    }
    let status = response.status().as_u16();
    let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| tracing::info!(%client, %method, path, status, milliseconds, "answered"));
    response
}

/// Reads a request's body within its bounds of size and time; it may hold secrets, so it is wiped when dropped.
pub(crate) async fn read_body(body: Body) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let whole = timeout(BODY_TIME_MAX, Limited::new(body, BODY_BYTES_MAX).collect())
        .await
        .map_err(|_| {
            let description = "The body took too long.";
            Failure::new(
                StatusCode::REQUEST_TIMEOUT,
                Code::RequestInvalid,
                description,
            )
        })?;
    match whole {
        Ok(whole) => Ok(Zeroizing::new(whole.to_bytes().to_vec())),
        Err(error) if error.is::<LengthLimitError>() => {
            let description = "The body is too large.";
            Err(Failure::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                Code::RequestInvalid,
                description,
            ))
        }
        Err(error) => Err(Failure::request("The body could not be read.").caused_by(error)),
    }
}

const HAULOUT_REQUEST: HeaderName = HeaderName::from_static("haulout-request");
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Bytes; an ID token with many groups fits, and a flood of bodies does not fill the memory.
const BODY_BYTES_MAX: usize = 64 * 1024;
/// A slow link sends the largest body in this time.
const BODY_TIME_MAX: std::time::Duration = std::time::Duration::from_secs(10);
/// Characters; no route is longer, so the rest would be an attacker's text.
const LOGGED_PATH_CHARS_MAX: usize = 200;
