//! The log: who got a credential, why a request failed, and no secrets.

use std::io;
use std::sync::{Arc, Mutex, OnceLock};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rcgen::{CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair};
use serde_json::json;
use tracing::Dispatch;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::browser::Browser;
use crate::fake::Reply;
use crate::setup::{
    CANARY, SIGNATURE_CHARS, Setup, SignIn, TCR, concierge_script, exchange_form, id_token,
    issuer_script, redeem, refresh_form, sign_in, tcr,
};

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Logs into memory in the process's own format and level, for this thread.
fn capture() -> (Captured, tracing::subscriber::DefaultGuard) {
    // With a single subscriber, `tracing` caches its interest in an event when the first thread reaches the event, and
    // most threads here have no subscriber. A second one disables that cache.
    static SECOND: OnceLock<Dispatch> = OnceLock::new();
    SECOND.get_or_init(|| Dispatch::new(tracing_subscriber::fmt().with_writer(io::sink).finish()));
    let captured = Captured::default();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_max_level(LevelFilter::INFO)
        .with_writer(captured.clone())
        .finish();
    (captured, tracing::subscriber::set_default(subscriber))
}

/// A client certificate of a user in one group, as PEM.
fn certificate(username: &str) -> String {
    let mut params = CertificateParams::default();
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let name = &mut params.distinguished_name;
    *name = DistinguishedName::new();
    name.push(DnType::CommonName, username);
    name.push(DnType::OrganizationName, "seals");
    let key = KeyPair::generate().unwrap();
    params.self_signed(&key).unwrap().pem()
}

async fn walk_every_route(browser: &mut Browser) {
    browser
        .get(&format!("/callback?code={CANARY}&state={CANARY}"))
        .await;
    redeem(browser, &SignIn::forged(CANARY)).await;
    browser.post_form("/session/start", &[]).await;
    redeem(browser, &SignIn::forged(CANARY)).await;
    sign_in(browser).await;
    browser
        .post_form("/issuer/token", &refresh_form("sealed"))
        .await;
    browser
        .post_form("/issuer/token", &refresh_form(CANARY))
        .await;
    browser
        .post_form("/issuer/token", &refresh_form("sealed"))
        .await;
    browser
        .post_form("/issuer/token", &exchange_form("prod-7f3a", "sealed"))
        .await;
    browser
        .post_form("/issuer/token", &exchange_form(CANARY, CANARY))
        .await;
    browser.post_json(TCR, tcr(&id_token(CANARY))).await;
    browser.post_json(TCR, format!("{{\"{CANARY}\"")).await;
    browser.get("/clusters/prod/version").await;
    browser.get("/issuer/jwks").await;
    browser.post_json("/session/end", "{}").await;
}

#[tokio::test]
async fn audit_line_has_user_cluster_and_expiry_of_each_credential() {
    let (captured, _guard) = capture();
    let issued = certificate("pinny@acme.example");
    let setup = Setup::with(issuer_script, move |url, asked| {
        let mut reply = concierge_script(url, asked);
        reply.body = reply
            .body
            .replace("\"certificate\"", &json!(issued).to_string());
        reply
    })
    .await;
    setup
        .signed_in()
        .await
        .post_json(TCR, tcr(&id_token("a")))
        .await;
    let log = captured.text();
    let lines: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let audit: Vec<_> = lines
        .iter()
        .filter(|line| line["target"] == "audit")
        .collect();
    assert_eq!(audit.len(), 1, "{log}");
    assert_eq!(audit[0]["username"], "pinny@acme.example");
    assert_eq!(audit[0]["group_count"], 1);
    // The token is about another user.
    assert!(!audit[0].to_string().contains("\"pinny\""), "{log}");
    assert_eq!(audit[0]["cluster"], "prod");
    assert_eq!(audit[0]["until"], "2029-01-01T00:05:00Z");
    assert_eq!(audit[0]["audit_id"], "audit-concierge");
    assert_eq!(
        lines
            .iter()
            .filter(|line| line["message"] == "answered")
            .count(),
        3,
        "{log}"
    );
}

#[tokio::test]
async fn log_names_the_first_forwarded_address_that_cannot_be_read() {
    let (captured, _guard) = capture();
    // Requests without a socket have the address 0.0.0.0.
    let setup = Setup::new().await;
    let browser = setup
        .edit("title:", "trustedProxies: [0.0.0.0]\ntitle:")
        .browser();
    for value in ["203.0.113.7:54321", "lb-7.internal", "unknown"] {
        let request = axum::http::Request::get("/version")
            .header("host", "portal.example")
            .header("x-forwarded-for", value);
        let request = request.body(axum::body::Body::empty()).unwrap();
        assert_eq!(browser.clone().send(request).await.status, 200);
    }
    let log = captured.text();
    let lines = log.lines().map(serde_json::from_str::<serde_json::Value>);
    let lines: Vec<_> = lines.collect::<Result<_, _>>().unwrap();
    assert_eq!(lines[0]["client"], "203.0.113.7", "{log}");
    let warnings: Vec<_> = lines.iter().filter(|it| it["level"] == "WARN").collect();
    assert_eq!(warnings.len(), 1, "{log}");
    assert_eq!(warnings[0]["header"], "x-forwarded-for");
    assert_eq!(warnings[0]["entry"], "lb-7.internal");
}

#[tokio::test]
async fn log_reports_how_an_unreadable_colour_is_adjusted() {
    for (color, expected) in [
        ("#ffcc00", "#876c00 on the light page"),
        ("#000080", "#8080c0 on the dark page"),
        (
            "#777777",
            "#6f6f6f on the light page and #868686 on the dark page",
        ),
    ] {
        let (captured, _guard) = capture();
        let branding = format!("branding: {{accentColor: \"{color}\"}}\ntitle:");
        Setup::new().await.edit("title:", &branding).browser();
        let log = captured.text();
        let line: serde_json::Value = serde_json::from_str(log.trim_end()).unwrap();
        let expected = format!("branding.accentColor: {color} becomes {expected}, to be readable");
        assert_eq!(line["message"], expected, "{log}");
    }
    let (captured, _guard) = capture();
    let branding = "branding: {notice: Hello}\ntitle:";
    Setup::new().await.edit("title:", branding).browser();
    assert_eq!(captured.text(), "");
}

#[tokio::test]
async fn failed_request_has_one_line_with_code_and_cause() {
    let (captured, _guard) = capture();
    let mut setup = Setup::new().await;
    let refused = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let unreachable = format!("http://{}", refused.local_addr().unwrap());
    drop(refused);
    setup.yaml = setup.yaml.replace(&setup.concierge.url, &unreachable);
    let mut browser = setup.signed_in().await;
    let before = captured.text().len();
    browser.post_json(TCR, tcr(&id_token("a"))).await;
    browser.get("/nowhere").await;
    let log = captured.text().split_off(before);
    let lines = log.lines().map(serde_json::from_str::<serde_json::Value>);
    let lines: Vec<_> = lines.collect::<Result<_, _>>().unwrap();
    assert_eq!(lines.len(), 2, "{log}");
    assert_eq!(lines[0]["level"], "WARN");
    assert_eq!(lines[0]["message"], "answered");
    assert_eq!(lines[0]["status"], 502);
    assert_eq!(lines[0]["code"], "HAULOUT_CONCIERGE_UNREACHABLE");
    assert!(
        lines[0]["description"].is_string() && lines[0]["cause"].is_string(),
        "{log}"
    );
    assert_eq!(lines[1]["level"], "INFO");
    assert_eq!(lines[1]["code"], "HAULOUT_NOT_FOUND");
}

#[tokio::test]
async fn a_requests_trace_is_logged_and_passed_to_issuer_and_concierge() {
    const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
    let (captured, _guard) = capture();
    let setup = Setup::new().await;
    let mut browser = setup.signed_in().await;
    let untraced = setup.issuer.requests().len() + setup.concierge.requests().len();
    let before = captured.text().len();
    let form = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(refresh_form("sealed"))
        .finish();
    for (path, content_type, body, status) in [
        (
            "/issuer/token",
            "application/x-www-form-urlencoded",
            form,
            200,
        ),
        (
            TCR,
            "application/json",
            tcr(&id_token("a")).to_string(),
            201,
        ),
    ] {
        let request = browser
            .ours("POST", path)
            .header("content-type", content_type)
            .header("traceparent", format!("00-{TRACE}-b7ad6b7169203331-01"))
            .header("tracestate", "stranger=1");
        let request = request.body(axum::body::Body::from(body)).unwrap();
        assert_eq!(browser.send(request).await.status, status);
    }
    let log = captured.text().split_off(before);
    assert!(!log.is_empty());
    assert!(log.lines().all(|line| line.contains(TRACE)), "{log}");

    let requests = [setup.issuer.requests(), setup.concierge.requests()].concat();
    let traced = requests.iter().filter_map(|request| {
        assert!(!request.headers.contains_key("tracestate"));
        request.headers.get("traceparent")?.to_str().ok()
    });
    let parents: Vec<_> = traced.collect();
    assert_eq!(parents.len(), requests.len() - untraced, "{parents:?}");
    assert_eq!(parents.len(), 2);
    for parent in &parents {
        assert!(parent.starts_with(&format!("00-{TRACE}-")), "{parent}");
        assert!(!parent.contains("b7ad6b7169203331"), "{parent}");
    }
    assert_ne!(parents[0], parents[1]);
}

#[tokio::test]
async fn session_cookie_of_other_keys_is_logged_as_that() {
    let (captured, _guard) = capture();
    let setup = Setup::new().await;
    let cookies = setup.signed_in().await.cookies;
    let says_so = |log: &str| log.contains("no seal key opens this session cookie");
    assert!(!says_so(&captured.text()));
    // Another process has other random keys.
    let mut other = setup.browser();
    other.get("/session/config").await;
    assert!(!says_so(&captured.text()));
    other.cookies = cookies;
    other.get("/session/config").await;
    assert!(says_so(&captured.text()), "{}", captured.text());
}

#[tokio::test]
async fn e9_request_text_cannot_forge_log_lines() {
    let (captured, _guard) = capture();
    let setup = Setup::new().await;
    let mut browser = setup.signed_in().await;
    let part = |value: serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let name = "pinny\n{\"target\":\"audit\"}\u{1b}[31m\u{202e}\u{0}";
    let claims = json!({"username": name});
    let header = part(json!({"alg": "ES256"}));
    let token = format!("{header}.{}.{:A<SIGNATURE_CHARS$}", part(claims), "");
    browser.post_json(TCR, tcr(&token)).await;
    browser.get("/clusters/%1b%5b31m%0a/version").await;
    let log = captured.text();
    assert!(
        !log.contains(|c: char| c.is_control() && c != '\n'),
        "{log:?}"
    );
    let lines = log.lines().map(serde_json::from_str::<serde_json::Value>);
    let lines: Vec<_> = lines.collect::<Result<_, _>>().unwrap();
    let audit = lines.iter().filter(|line| line["target"] == "audit");
    let who: Vec<_> = audit.map(|line| &line["unverified_username"]).collect();
    // The credential has no certificate that the gateway can read.
    assert_eq!(who, [name]);
}

#[tokio::test]
async fn d9_no_secret_reaches_the_log_whatever_happens() {
    let (captured, _guard) = capture();
    walk_every_route(&mut Setup::new().await.browser()).await;
    // Upstreams that send secrets in unexpected places.
    let bad: [fn(&str, &crate::fake::UpstreamRequest) -> Reply; 4] = [
        |_, _| {
            Reply::json(
                200,
                format!("{{\"access_token\":\"{CANARY}\",\"expires_in\":[],\"x\""),
            )
        },
        |_, _| Reply::json(400, format!("{{\"error\":[\"{CANARY}\"]}}")),
        |_, _| {
            let body = json!({"error": CANARY, "error_description": CANARY, "kind": "Status", "message": CANARY});
            Reply::json(400, body)
        },
        |_, _| {
            Reply::json(
                200,
                format!("{{\"access_token\":{{\"{CANARY}\":1}},\"status\":\"{CANARY}\"}}"),
            )
        },
    ];
    for script in bad {
        let issuer =
            move |url: &str, asked: &crate::fake::UpstreamRequest| match asked.path.as_str() {
                "/demo/token" => script(url, asked),
                _ => issuer_script(url, asked),
            };
        walk_every_route(&mut Setup::with(issuer, concierge_script).await.browser()).await;
        let setup = Setup::with(issuer_script, script).await;
        walk_every_route(&mut setup.browser()).await;
        let mut browser = setup.signed_in().await;
        browser.post_json(TCR, tcr(&id_token(CANARY))).await;
        browser.get("/clusters/prod/version").await;
    }
    let log = captured.text();
    for expected in [
        "HAULOUT_TOKEN_RESPONSE_INVALID",
        "HAULOUT_STATE_MISMATCH",
        "\"path\":\"/callback\"",
    ] {
        assert!(log.contains(expected), "{expected}");
    }
    let leaks: Vec<_> = log.lines().filter(|line| line.contains(CANARY)).collect();
    assert!(leaks.is_empty(), "{leaks:#?}");
}
