//! The middleware of every request: checks host and origin, adds headers and a request id, and logs one line.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{ACCEPT, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use haulout_protocol::Code;
use tracing::{Instrument as _, Level};

use crate::bare_document::{self, Language};
use crate::config::{Config, PublicUrl};
use crate::error::{Failure, FailureText};
use crate::headers::ResponseKind;
use crate::metrics::Metrics;
use crate::rate_limits::ClientAddresses;
use crate::trace_context::TraceContext;
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

/// The same for a route that takes a plain form of our own page, too, which cannot send a custom header.
pub(crate) async fn same_origin_form(
    config: State<Arc<Config>>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let headers = request.headers();
    if request.method() != Method::POST || sent_by_our_page(headers) {
        return same_origin_only(config, request, next).await;
    }
    let is_only = |name: &HeaderName, value: &str| {
        let mut values = headers.get_all(name).iter();
        values.next().is_some_and(|found| found == value) && values.next().is_none()
    };
    let is_ours = is_only(&ORIGIN, config.public.origin());
    // Browsers without Fetch Metadata send the origin of a form. With it, a page that hides its referrer has the origin
    // `null`, which says nothing.
    let is_allowed = if headers.contains_key(&SEC_FETCH_SITE) {
        is_only(&SEC_FETCH_SITE, "same-origin")
            && (is_ours || !headers.contains_key(ORIGIN) || is_only(&ORIGIN, "null"))
    } else {
        is_ours
    };
    if !is_allowed {
        return Err(cross_site(
            "Only the gateway's own page may send this form.",
        ));
    }
    Ok(next.run(request).await)
}

/// Whether a script of our page sent the request. A form cannot have the header.
pub(crate) fn sent_by_our_page(headers: &HeaderMap) -> bool {
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
    let reader = Reader::of(&request);
    let trace = TraceContext::of(request.headers());
    // Whatever level is logged, its lines have the ids.
    let trace_id = trace.as_ref().map(TraceContext::trace_id);
    let span = tracing::error_span!("request", request_id = record.id, trace_id);
    let mut response = match span.in_scope(|| hosts.check(&config.public, &request)) {
        Ok(()) => {
            let answer = TraceContext::run(trace, next.run(request));
            answer.instrument(span.clone()).await
        }
        Err(failure) => span.in_scope(|| failure.into_response()),
    };
    let failure = response.extensions_mut().remove::<FailureText>();
    if let (Some(text), Some(reader)) = (&failure, reader) {
        response = reader.show(text, &config, response);
    }
    let is_file = headers::add_security_headers(&mut response, config.public.is_https());
    let status = response.status();
    span.in_scope(|| {
        record.write(
            &config.public,
            &metrics,
            (status, failure.as_ref()),
            is_file,
        )
    });
    if let Ok(id) = HeaderValue::try_from(record.id) {
        response.headers_mut().insert(X_REQUEST_ID, id);
    }
    response
}

/// A person whose browser requests a page.
struct Reader(Language);

impl Reader {
    /// Only for the navigation of a browser. Scripts and programs get JSON.
    fn of(request: &Request) -> Option<Self> {
        let headers = request.headers();
        let is_navigation = match headers.get(SEC_FETCH_MODE) {
            Some(mode) => mode == "navigate",
            None => {
                let accepted = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
                accepted.is_some_and(|accepted| accepted.contains("text/html"))
            }
        };
        is_navigation.then(|| Self(Language::preferred(headers)))
    }

    /// Shows the failure as a document, unless the response is one already.
    fn show(&self, text: &FailureText, config: &Config, response: Response) -> Response {
        if response.extensions().get::<ResponseKind>().is_some() {
            return response;
        }
        let failure = (response.status(), text);
        let portal = config.public.join("/");
        let html = bare_document::refusal(&config.title, failure, &portal, self.0);
        bare_document::in_place_of(response, html)
    }
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

    /// Counts the request, and logs it in one line with what failed. Assets are logged at debug level only, because
    /// there are many.
    fn write(
        &self,
        public: &PublicUrl,
        metrics: &Metrics,
        (status, failure): (StatusCode, Option<&FailureText>),
        is_file: bool,
    ) {
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
        let code = failure.map(|it| it.code).filter(|code| !code.is_empty());
        let description = failure.map(FailureText::logged_description);
        let cause = failure.and_then(|it| it.cause.as_deref());
        let is_error = status.is_server_error() || cause.is_some();
        let status = status.as_u16();
        let milliseconds = u64::try_from(self.at.elapsed().as_millis()).unwrap_or(u64::MAX);
        macro_rules! log {
            ($level:expr) => {
                tracing::event!(
                    $level,
                    %client, %method, path, status, milliseconds, code, description, cause,
                    "answered"
                )
            };
        }
        if is_error {
            log!(Level::WARN);
        } else if is_file {
            log!(Level::DEBUG);
        } else {
            log!(Level::INFO);
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
            let description = format!(
                "This gateway only works at {0}, the address in its publicUrl, not at {host}. Open the page at {0}, or \
                 change publicUrl, or use haulout/embed. A proxy in front must pass the browser's Host.",
                public.origin()
            );
            return Err(Failure::new(
                StatusCode::MISDIRECTED_REQUEST,
                Code::OriginMismatch,
                description,
            ));
        }
        Ok(())
    }
}

/// The routes that reveal nothing; they are served for any `Host`.
const PROBES: [&str; 2] = ["/healthz", "/readyz"];
const HAULOUT_REQUEST: HeaderName = HeaderName::from_static("haulout-request");
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Characters; longer than any route, so only an attacker's path is truncated.
const LOGGED_PATH_CHARS_MAX: usize = 200;
