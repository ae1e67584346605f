//! Requests to the gateway's routes, through the whole router in both token modes.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;
use std::sync::LazyLock;

use axum::Router;
use axum::body::Body;
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, HOST, X_CONTENT_TYPE_OPTIONS};
use axum::http::{Method, Request, StatusCode};
use haulout_gateway::{Assets, Config, app};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt as _;
use url::form_urlencoded;

/// Every request gets an answer with the security headers that is not an internal error and repeats no value of the
/// body, and an upstream is called only for a complete grant of the configured client or a complete token.
///
/// # Panics
/// The guarantee does not hold.
pub fn target(data: &[u8]) {
    for router in [&*PAGE, &*SEALED] {
        // A request is not `Clone`.
        let Some((request, body)) = parse(data) else {
            return;
        };
        let path = request.uri().path().to_owned();
        let is_post = request.method() == Method::POST;
        let (status, answer) = RUNTIME.with(|runtime| runtime.block_on(send(router, request)));
        assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR);
        let form: HashMap<Cow<'_, str>, Cow<'_, str>> = form_urlencoded::parse(body).collect();
        for value in form.values().filter(|value| value.len() > LONG) {
            assert!(!answer.contains(&**value), "{answer}");
        }
        let is_relayed = matches!(
            status,
            StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT
        );
        if is_relayed && is_post && path == "/issuer/token" {
            assert_eq!(form["client_id"], "haulout");
            let needed = match &*form["grant_type"] {
                "authorization_code" => "code",
                "refresh_token" => "refresh_token",
                _ => {
                    assert_eq!(form["audience"], "prod-7f3a");
                    "subject_token"
                }
            };
            assert!(!form[needed].is_empty());
        } else if is_relayed && is_post {
            assert_eq!(path, "/clusters/prod/tokencredentialrequests");
            let request: Value = serde_json::from_slice(body).expect("it is JSON");
            assert!(request["spec"]["token"].is_string());
        }
    }
}

/// A request from its method and path, its headers and, after an empty line, its body.
fn parse(data: &[u8]) -> Option<(Request<Body>, &[u8])> {
    let end = data.windows(2).position(|pair| pair == b"\n\n");
    let (head, body) = match end {
        Some(at) => (&data[..at], &data[at + 2..]),
        None => (data, &[][..]),
    };
    let mut lines = std::str::from_utf8(head).ok()?.lines();
    let (method, path) = lines.next()?.split_once(' ')?;
    let mut request = Request::builder().method(method).uri(path);
    for line in lines {
        let (name, value) = line.split_once(": ")?;
        request = request.header(name, value);
    }
    let request = request.body(Body::from(body.to_vec())).ok()?;
    Some((request, body))
}

async fn send(router: &Router, request: Request<Body>) -> (StatusCode, String) {
    let answer = router.clone().oneshot(request).await;
    let (head, body) = answer.unwrap_or_else(|never| match never {}).into_parts();
    assert_eq!(head.headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
    let body = body
        .collect()
        .await
        .expect("the body is in memory")
        .to_bytes();
    let body = String::from_utf8_lossy(&body).into_owned();
    let is_json = head
        .headers
        .get(CONTENT_TYPE)
        .is_some_and(|it| it == "application/json");
    if is_json && !head.status.is_success() && !body.is_empty() {
        let error: Value = serde_json::from_str(&body).expect("an error is JSON");
        assert!(error["code"].is_string(), "{body}");
    }
    (head.status, body)
}

/// A gateway whose upstreams refuse every connection.
pub(crate) fn router(tokens: &str) -> Router {
    let yaml = format!(
        "title: Acme clusters
publicUrl: https://portal.example
tokens: {tokens}
issuer: {{url: 'http://127.0.0.1:1', clientId: haulout, scopes: [openid]}}
limits: {{addressPerMinute: 1000000}}
clusters:
- id: prod
  name: Production
  server: https://127.0.0.1:1
  audience: prod-7f3a
  concierge: {{authenticator: {{type: jwt, name: supervisor}}}}
"
    );
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = Config::from_yaml(&yaml, "relay.yaml", folder).expect("it is valid");
    let assets = Assets::load(&folder.join("portal")).expect("the portal is complete");
    app(config, assets).expect("the clients can be built")
}

/// Requests each page of a router in each language.
pub(crate) fn render_pages(router: &Router) {
    for path in ["/", "/callback"] {
        for language in ["en", "de"] {
            let request = Request::get(path)
                .header(HOST, "portal.example")
                .header(ACCEPT_LANGUAGE, language)
                .body(Body::empty())
                .expect("it is valid");
            let (status, _) = RUNTIME.with(|runtime| runtime.block_on(send(router, request)));
            assert_eq!(status, StatusCode::OK);
        }
    }
}

static PAGE: LazyLock<Router> = LazyLock::new(|| router("page"));
static SEALED: LazyLock<Router> = LazyLock::new(|| router("sealed"));

thread_local! {
    static RUNTIME: Runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be built");
}

/// Bytes; a shorter value can be a part of an answer by chance.
const LONG: usize = 48;
