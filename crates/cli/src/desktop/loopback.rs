//! The loopback HTTP server: the redirect URI (RFC 8252 §7.3), the sign-in link and the status page.

use std::io;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_REQUEST_HEADERS, CACHE_CONTROL,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue, LOCATION,
    ORIGIN, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use haulout_gateway::edge;
use haulout_protocol::secret::Secret;
use subtle::ConstantTimeEq as _;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::message::{Message, Outbox};

mod sign_in_link;

use sign_in_link::SignInLink;
pub(super) use sign_in_link::token;

/// A running server, which stops when this is dropped.
pub(super) struct Loopback {
    authority: String,
    token: String,
    expected: watch::Sender<Option<String>>,
    sign_in_link: SignInLink,
    status: watch::Sender<String>,
    task: JoinHandle<()>,
}

/// The state that requests share.
struct LoopbackState {
    authority: String,
    /// The origin that may send a preflight before it redirects the browser here.
    issuer_origin: Option<HeaderValue>,
    /// Absent if the status page is disabled.
    token: Option<String>,
    /// The `state` of the pending login; the first callback that matches clears it.
    expected: watch::Sender<Option<String>>,
    sign_in_link: SignInLink,
    status: watch::Receiver<String>,
    outbox: Outbox,
}

impl Loopback {
    /// Listens on a port of 127.0.0.1; 0 selects a free one.
    ///
    /// # Errors
    /// The port is in use.
    pub(super) async fn start(
        port: u16,
        issuer_origin: &str,
        token: String,
        has_page: bool,
        outbox: Outbox,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let authority = listener.local_addr()?.to_string();
        let (expected, _) = watch::channel(None);
        let sign_in_link = SignInLink::default();
        let (status, shown) = watch::channel("{}".to_owned());
        let state = LoopbackState {
            authority: authority.clone(),
            issuer_origin: HeaderValue::from_str(issuer_origin).ok(),
            token: has_page.then(|| token.clone()),
            expected: expected.clone(),
            sign_in_link: sign_in_link.clone(),
            status: shown,
            outbox,
        };
        let app = Router::new().fallback(answer).with_state(Arc::new(state));
        let task = tokio::spawn(edge::accept(app, listener, std::future::pending()));
        Ok(Self {
            authority,
            token,
            expected,
            sign_in_link,
            status,
            task,
        })
    }

    /// The redirect URI. Not `localhost`, which a Supervisor does not accept.
    pub(super) fn redirect_uri(&self) -> String {
        format!("http://{}{CALLBACK}", self.authority)
    }

    /// The URL of the status page. **Secret**: its token gives access to the page.
    pub(super) fn page_url(&self) -> String {
        format!("http://{}/#{}", self.authority, self.token)
    }

    /// Accepts only a callback with this `state` from now on. Ends the sign-in link of the previous login.
    pub(super) fn expect(&self, state: Option<String>) {
        self.expected.send_replace(state);
        self.sign_in_link.clear();
    }

    /// A link that redirects to `url` once; `None` if there are no random bytes.
    pub(super) fn sign_in_link(&self, url: &str) -> Option<String> {
        let path = self.sign_in_link.renew(url)?;
        Some(format!("http://{}{path}", self.authority))
    }

    /// Sets the JSON that the status page shows.
    pub(super) fn show(&self, status: String) {
        self.status.send_replace(status);
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(State(state): State<Arc<LoopbackState>>, request: Request) -> Response {
    let mut response = if has_expected_host(&state, request.headers()) {
        route(&state, &request)
    } else {
        // Prevents DNS rebinding: a foreign host name that resolves to 127.0.0.1.
        text(StatusCode::MISDIRECTED_REQUEST, "Not found.")
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    response
}

fn has_expected_host(state: &LoopbackState, headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(HOST).iter();
    hosts.next().is_some_and(|host| host == &*state.authority) && hosts.next().is_none()
}

fn route(state: &LoopbackState, request: &Request) -> Response {
    let is_shown = state.token.is_some();
    match (request.method(), request.uri().path()) {
        (&Method::GET, CALLBACK) => callback(state, request.uri().query().unwrap_or_default()),
        (&Method::OPTIONS, CALLBACK) => preflight(state, request.headers()),
        (&Method::GET, sign_in_link::PATH) => state.sign_in_link.redirect(request.uri()),
        (&Method::GET, RECEIVED) => page("text/html; charset=utf-8", RECEIVED_PAGE),
        (&Method::GET, "/") if is_shown => page("text/html; charset=utf-8", STATUS_PAGE),
        (&Method::GET, "/status.js") if is_shown => {
            page("text/javascript; charset=utf-8", STATUS_SCRIPT)
        }
        (&Method::GET, "/style.css") => page("text/css; charset=utf-8", STYLE),
        (&Method::GET, "/status.json") => status(state, request.headers()),
        (
            _,
            CALLBACK
            | sign_in_link::PATH
            | RECEIVED
            | "/"
            | "/status.js"
            | "/style.css"
            | "/status.json",
        ) => text(StatusCode::METHOD_NOT_ALLOWED, "Only GET is supported."),
        _ => text(StatusCode::NOT_FOUND, "Not found."),
    }
}

/// Accepts the authorization response if it belongs to the pending login. Any page can send the browser here, and must
/// not be able to end that login.
fn callback(state: &LoopbackState, query: &str) -> Response {
    let returned_state = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "state");
    let returned_state = returned_state.map(|(_, value)| value).unwrap_or_default();
    let is_expected =
        |expected: &str| bool::from(expected.as_bytes().ct_eq(returned_state.as_bytes()));
    let taken = state
        .expected
        .send_if_modified(|expected| expected.take_if(|expected| is_expected(expected)).is_some());
    if !taken {
        let sentence = "No sign-in is waiting for this response. Start again from the terminal.";
        return text(StatusCode::FORBIDDEN, sentence);
    }
    let query = Secret::new(query.to_owned());
    // Sending fails only during shutdown.
    let _ended = state.outbox.send(Message::Callback(query));
    // The redirect keeps the code out of the address bar and the history.
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert(LOCATION, HeaderValue::from_static(RECEIVED));
    allow_issuer(state, headers);
    response
}

/// Chromium sends a preflight before a public page may navigate to a loopback address
/// (<https://wicg.github.io/private-network-access/>).
fn preflight(state: &LoopbackState, asked: &HeaderMap) -> Response {
    if !asked.contains_key(ORIGIN) {
        return text(StatusCode::BAD_REQUEST, "This is not a preflight request.");
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    allow_issuer(state, headers);
    headers.insert(
        ACCESS_CONTROL_ALLOW_CREDENTIALS,
        HeaderValue::from_static("false"),
    );
    headers.insert(
        ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, OPTIONS"),
    );
    headers.insert(ALLOW_PRIVATE_NETWORK, HeaderValue::from_static("true"));
    if let Some(names) = asked.get(ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
    }
    response
}

fn allow_issuer(state: &LoopbackState, headers: &mut HeaderMap) {
    headers.insert(VARY, HeaderValue::from_static("*"));
    if let Some(origin) = &state.issuer_origin {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    }
}

fn status(state: &LoopbackState, asked: &HeaderMap) -> Response {
    let given = asked
        .get(TOKEN)
        .map(HeaderValue::as_bytes)
        .unwrap_or_default();
    let token = state.token.as_deref().filter(|token| !token.is_empty());
    if !token.is_some_and(|token| bool::from(token.as_bytes().ct_eq(given))) {
        return text(
            StatusCode::FORBIDDEN,
            "Open the link that the terminal shows.",
        );
    }
    let mut response = state.status.borrow().clone().into_response();
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

fn page(media_type: &'static str, contents: &'static str) -> Response {
    (
        [(CONTENT_TYPE, HeaderValue::from_static(media_type))],
        contents,
    )
        .into_response()
}

fn text(status: StatusCode, sentence: &'static str) -> Response {
    (status, sentence).into_response()
}

const CALLBACK: &str = "/callback";
const RECEIVED: &str = "/received";
const TOKEN: &str = "haulout-token";
const ALLOW_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-allow-private-network");
const RECEIVED_PAGE: &str = include_str!("page/received.html");
const STATUS_PAGE: &str = include_str!("page/status.html");
const STATUS_SCRIPT: &str = include_str!("page/status.js");
const STYLE: &str = include_str!("page/style.css");
/// Allows this server's own script, style and requests, and no framing.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";
