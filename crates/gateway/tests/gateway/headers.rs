//! The exact headers of every kind of response.

use axum::body::Body;
use axum::http::Request;

use crate::browser::{Answer, Browser};
use crate::fake::Reply;
use crate::setup::{Setup, UPSTREAM_DATE, issuer_script};

const DATA: &str = "\
cache-control: no-store
content-security-policy: default-src 'none'; frame-ancestors 'none'; sandbox
content-type: application/json; charset=utf-8
cross-origin-resource-policy: same-origin
referrer-policy: no-referrer
strict-transport-security: max-age=63072000
vary: Sec-Fetch-Site, Origin, Cookie
x-content-type-options: nosniff
x-frame-options: DENY
x-request-id: …
";

const RENDERED: &str = "\
cross-origin-embedder-policy: require-corp
cross-origin-opener-policy: same-origin
cross-origin-resource-policy: same-origin
origin-agent-cluster: ?1
permissions-policy: accelerometer=(), autoplay=(), browsing-topics=(), camera=(), captured-surface-control=(), clipboard-read=(), clipboard-write=(self), compute-pressure=(), cross-origin-isolated=(self), display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), local-fonts=(), local-network-access=(), local-network=(), loopback-network=(), magnetometer=(), microphone=(), midi=(), otp-credentials=(), payment=(), picture-in-picture=(), publickey-credentials-create=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), speaker-selection=(), storage-access=(), usb=(), window-management=(), xr-spatial-tracking=()
referrer-policy: no-referrer
strict-transport-security: max-age=63072000
vary: Accept-Encoding
x-content-type-options: nosniff
x-dns-prefetch-control: off
x-frame-options: DENY
x-permitted-cross-domain-policies: none
x-request-id: …
";

const DOCUMENT: &str = "\
cache-control: no-store
content-security-policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-URrTy+Il/Nz0lHojVUx275hWqAWhkSF0VsHbUM4/6Hw='; style-src 'self' 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='; img-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types haulout-worker
content-type: text/html; charset=utf-8
";

const ASSET: &str = "\
cache-control: public, max-age=31536000, immutable
content-security-policy: default-src 'none'; frame-ancestors 'none'
content-type: text/javascript; charset=utf-8
";

const WORKER: &str = "\
cache-control: public, max-age=31536000, immutable
content-security-policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; frame-ancestors 'none'
content-type: text/javascript; charset=utf-8
";

const BARE: &str = "\
cache-control: no-store
content-security-policy: default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'
content-type: text/html; charset=utf-8
";

/// All headers in order, without the request id, which is unique.
fn written(answer: &Answer) -> String {
    let mut lines: Vec<_> = answer
        .headers
        .iter()
        .map(|(name, value)| match name.as_str() {
            "x-request-id" => "x-request-id: …\n".to_owned(),
            name => format!("{name}: {}\n", value.to_str().unwrap()),
        })
        .collect();
    lines.sort();
    lines.concat()
}

fn merged(parts: &[&str]) -> String {
    let mut lines: Vec<_> = parts
        .iter()
        .flat_map(|part| part.split_inclusive('\n'))
        .collect();
    lines.sort_unstable();
    lines.concat()
}

#[track_caller]
fn check(answer: &Answer, status: u16, parts: &[&str]) {
    assert_eq!(answer.status, status, "{}", answer.body);
    let length = format!("content-length: {}\n", answer.body.len());
    let (found, expected) = (written(answer), merged(&[parts, &[&length]].concat()));
    assert_eq!(
        found.lines().collect::<Vec<_>>(),
        expected.lines().collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn documents_and_assets_are_isolated() {
    let setup = Setup::new().await;
    let mut browser = setup.browser();
    let page = browser.get("/").await;
    let (rendered, document) = (
        // Without it, browsers send the form with `Origin: null`.
        RENDERED.replace(
            "referrer-policy: no-referrer",
            "referrer-policy: same-origin",
        ),
        DOCUMENT.replace("form-action 'none'", "form-action 'self'"),
    );
    check(&page, 200, &[&rendered, &document]);
    // Its URL contains a code, which no request may contain.
    check(
        &browser.get("/callback?code=c&state=s").await,
        200,
        &[RENDERED, &document],
    );
    check(
        &browser.get("/assets/haulout-0123abcd.js").await,
        200,
        &[RENDERED, ASSET],
    );
    check(
        &browser.get("/assets/worker-0123abcd.js").await,
        200,
        &[RENDERED, WORKER],
    );
}

#[tokio::test]
async fn document_of_a_failed_form_is_bare() {
    let setup = Setup::new().await;
    let form = Request::post("/session/start").header("host", "portal.example");
    let answer = setup
        .browser()
        .send(form.body(Body::empty()).unwrap())
        .await;
    check(&answer, 403, &[RENDERED, BARE]);
}

#[tokio::test]
async fn data_and_every_error_are_inert() {
    let setup = Setup::new().await;
    let mut browser = setup.signed_in().await;
    check(&browser.get("/config.json").await, 200, &[DATA]);
    check(&browser.get("/session/config").await, 200, &[DATA]);
    check(&browser.get("/version").await, 200, &[DATA]);
    check(&browser.get("/nothing").await, 404, &[DATA]);
    check(&browser.get("/assets/nothing").await, 404, &[DATA]);
    check(&browser.get("/clusters/none/version").await, 404, &[DATA]);
    check(
        &browser.post_json("/config.json", "{}").await,
        405,
        &[DATA, "allow: GET,HEAD\n"],
    );
    check(
        &browser.post_json("/", "{}").await,
        405,
        &[DATA, "allow: GET,HEAD\n"],
    );
    check(
        &browser.get("/issuer/token").await,
        405,
        &[DATA, "allow: POST\n"],
    );
    check(&browser.post_form("/issuer/token", &[]).await, 400, &[DATA]);
    check(&setup.browser().get("/session/config").await, 200, &[DATA]);
    let text = DATA.replace("application/json", "text/plain");
    check(&browser.get("/healthz").await, 200, &[&text]);
    check(&browser.get("/readyz").await, 200, &[&text]);
    browser.host = "evil.example";
    check(&browser.get("/").await, 421, &[DATA]);
    let request = Request::builder().uri("/").body(Body::empty()).unwrap();
    check(&browser.send(request).await, 400, &[DATA]);
}

#[tokio::test]
async fn d4_relayed_response_adds_only_the_upstreams_date_and_audit_id() {
    let setup = Setup::new().await;
    let mut browser = setup.signed_in().await;
    let passed = "audit-id: audit-concierge\ndate: Mon, 01 Jan 2029 00:00:00 GMT\nwarning: 299 - \"soon gone\"\n";
    check(
        &browser.get("/clusters/prod/version").await,
        200,
        &[DATA, passed],
    );
    let passed = "audit-id: audit-issuer\ndate: Mon, 01 Jan 2029 00:00:00 GMT\n";
    check(&browser.get("/issuer/jwks").await, 200, &[DATA, passed]);
    check(&browser.get("/issuer/jwks").await, 200, &[DATA, "age: 0\n"]);
}

#[tokio::test]
async fn d4_other_upstream_headers_are_not_forwarded() {
    let hostile = |reply: Reply| {
        [
            ("set-cookie", "__Host-haulout=evil; Path=/; Secure"),
            ("set-cookie", "__Host-haulout=; Max-Age=0"),
            ("location", "https://evil.example"),
            ("content-security-policy", "default-src *"),
            ("access-control-allow-origin", "https://portal.example"),
            ("access-control-allow-credentials", "true"),
            ("content-disposition", "attachment"),
            ("content-encoding", "identity"),
            ("clear-site-data", "\"*\""),
            ("cache-control", "public, max-age=31536000"),
            ("refresh", "0; url=https://evil.example"),
            ("link", "<https://evil.example>; rel=preload"),
            ("server", "evil"),
            ("x-frame-options", "ALLOWALL"),
            ("x-request-id", "evil"),
            ("strict-transport-security", "max-age=0"),
            ("www-authenticate", "Basic realm=evil"),
            ("service-worker-allowed", "/"),
            ("nel", "{}"),
            ("date", UPSTREAM_DATE),
        ]
        .into_iter()
        .fold(reply, |reply, (name, value)| reply.with(name, value))
    };
    for (status, body) in [
        (200, r#"{"gitVersion":"v1"}"#),
        (503, "<script>"),
        (302, ""),
    ] {
        let mut reply = hostile(Reply::json(status, body));
        reply.headers[0].1 = "text/html".to_owned();
        let setup = Setup::with(issuer_script, move |_, _| reply.clone()).await;
        let answer = setup.signed_in().await.get("/clusters/prod/version").await;
        let expected = if status == 200 { 200 } else { 502 };
        let date = format!("date: {UPSTREAM_DATE}\n");
        check(&answer, expected, &[DATA, &date]);
        assert!(!answer.body.contains("<script"), "{}", answer.body);
    }
}

#[tokio::test]
async fn hsts_is_absent_without_https() {
    let setup = Setup::new()
        .await
        .edit("https://portal.example", "http://localhost:8080");
    let mut browser = Browser {
        host: "localhost:8080",
        ..setup.browser()
    };
    for path in [
        "/",
        "/config.json",
        "/nothing",
        "/assets/worker-0123abcd.js",
    ] {
        assert_eq!(
            browser.get(path).await.header("strict-transport-security"),
            None,
            "{path}"
        );
    }
}
