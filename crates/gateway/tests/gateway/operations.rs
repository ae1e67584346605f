//! What the operator's port reveals, and the rate limits.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use haulout_gateway::{ReloadableGateway, operations};
use serde_json::Value;
use tokio::net::TcpListener;

use crate::browser::Browser;
use crate::edge::exchange;
use crate::fake::Reply;
use crate::setup::{
    CANARY, Setup, TCR, concierge_script, id_token, issuer_script, refresh_form, sign_in, tcr,
};

struct Operated {
    browser: Browser,
    port: SocketAddr,
}

async fn operate(setup: &Setup) -> Operated {
    let current = ReloadableGateway::new(setup.config(), setup.assets(), None).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap();
    let browser = Browser::new(current.router());
    tokio::spawn(operations::serve(
        Arc::clone(&current),
        listener,
        std::future::pending(),
    ));
    Operated { browser, port }
}

impl Operated {
    async fn get(&self, path: &str) -> String {
        let request = format!("GET {path} HTTP/1.1\r\nHost: any\r\nConnection: close\r\n\r\n");
        exchange(self.port, &request).await
    }

    /// The lines of the metrics without comments.
    async fn series(&self) -> Vec<String> {
        let text = self.get("/metrics").await;
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        assert!(body.trim_end().ends_with("# EOF"), "{body}");
        let lines = body.lines().filter(|line| line.starts_with("haulout_"));
        lines.map(str::to_owned).collect()
    }
}

#[tokio::test]
async fn logins_credentials_and_their_validity_are_counted() {
    let setup = Setup::with(issuer_script, |url, asked| {
        if asked.body.contains("unwanted") {
            let status = serde_json::json!({"status": {"message": "authentication failed"}});
            return Reply::json(201, status);
        }
        concierge_script(url, asked)
    });
    let setup = setup.await;
    let mut operated = operate(&setup).await;
    let browser = &mut operated.browser;
    sign_in(browser).await;
    browser
        .post_form("/issuer/token", &refresh_form("sealed"))
        .await;
    browser
        .post_form("/issuer/token", &refresh_form("sealed"))
        .await;
    browser.post_json(TCR, tcr(&id_token(CANARY))).await;
    browser.post_json(TCR, tcr("unwanted")).await;
    let series = operated.series().await;
    for expected in [
        r#"haulout_token_requests_total{grant="authorization_code",outcome="ok"} 1"#,
        r#"haulout_token_requests_total{grant="refresh_token",outcome="ok"} 1"#,
        // The fake issuer does not know its own second refresh token.
        r#"haulout_token_requests_total{grant="refresh_token",outcome="refused"} 1"#,
        r#"haulout_credential_requests_total{cluster="prod",outcome="ok"} 1"#,
        r#"haulout_credential_requests_total{cluster="prod",outcome="refused"} 1"#,
        r#"haulout_credential_validity_seconds_total{cluster="prod"} 300.0"#,
        r#"haulout_upstream_latency_seconds_count{peer="cluster"} 2"#,
        r#"haulout_requests_total{route="/session/start",status="2xx"} 1"#,
    ] {
        assert!(
            series.iter().any(|line| line == expected),
            "{expected}\n{series:#?}"
        );
    }
    let text = series.join("\n");
    assert!(!text.contains(CANARY), "{text}");
}

#[tokio::test]
async fn known_series_are_there_before_the_first_request() {
    let setup = Setup::new().await;
    let operated = operate(&setup).await;
    let series = operated.series().await;
    let upstream = |peer: &str, url: &str, up: u8| {
        format!("haulout_upstream_up{{peer=\"{peer}\",upstream=\"{url}\"}} {up}")
    };
    for expected in [
        r#"haulout_token_requests_total{grant="authorization_code",outcome="failed"} 0"#,
        r#"haulout_token_requests_total{grant="token_exchange",outcome="ok"} 0"#,
        r#"haulout_credential_requests_total{cluster="plain",outcome="failed"} 0"#,
        r#"haulout_credential_validity_seconds_total{cluster="prod"} 0.0"#,
        r#"haulout_upstream_latency_seconds_count{peer="issuer"} 0"#,
        r#"haulout_over_budget_total{budget="address"} 0"#,
        r#"haulout_reloads_total{outcome="failed"} 0"#,
        r#"haulout_undecryptable_sessions_total 0"#,
        &upstream("issuer", &setup.issuer.url, 1),
        &upstream("cluster", &setup.concierge.url, 1),
    ] {
        assert!(
            series.iter().any(|line| line == expected),
            "{expected}\n{series:#?}"
        );
    }
    let loaded = "haulout_configuration_loaded_timestamp_seconds ";
    let loaded = series.iter().find_map(|line| line.strip_prefix(loaded));
    assert!(loaded.unwrap().parse::<u64>().unwrap() > 1_700_000_000);
}

#[tokio::test]
async fn upstream_that_fails_is_down_in_the_metrics() {
    let down = |_: &str, _: &crate::fake::UpstreamRequest| Reply::json(503, "{}");
    let setup = Setup::with(issuer_script, down).await;
    let mut operated = operate(&setup).await;
    sign_in(&mut operated.browser).await;
    for _ in 0..5 {
        operated.browser.get("/clusters/prod/version").await;
    }
    let series = operated.series().await;
    let url = &setup.concierge.url;
    let expected = format!("haulout_upstream_up{{peer=\"cluster\",upstream=\"{url}\"}} 0");
    assert!(series.contains(&expected), "{series:#?}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn process_metrics_have_the_usual_names() {
    let operated = operate(&Setup::new().await).await;
    let text = operated.get("/metrics").await;
    for name in [
        "process_cpu_seconds_total",
        "process_resident_memory_bytes",
        "process_open_fds",
        "process_max_fds",
        "process_start_time_seconds",
    ] {
        let line = text.lines().find(|line| line.starts_with(name));
        let line = line.unwrap_or_else(|| panic!("{name}: {text}"));
        let (_, value) = line.split_once(' ').unwrap();
        assert!(value.parse::<f64>().unwrap() >= 0.0, "{line}");
    }
}

#[tokio::test]
async fn e9_no_request_creates_a_metric_series() {
    let setup = Setup::new().await;
    let mut operated = operate(&setup).await;
    sign_in(&mut operated.browser).await;
    for number in 0..1000 {
        let path = match number % 5 {
            0 => format!("/{number}/%0a{number}"),
            1 => format!("/clusters/{number}/version"),
            2 => format!("/assets/{number}.js"),
            3 => format!("/issuer/token?{number}"),
            _ => format!("/clusters/{number}/tokencredentialrequests"),
        };
        let method = ["GET", "POST", "PUT", "BREW"][number / 5 % 4];
        let request = Request::builder().method(method).uri(path);
        let request = request.header("host", "portal.example");
        operated
            .browser
            .send(request.body(Body::empty()).unwrap())
            .await;
    }
    let series = operated.series().await;
    let number = series.len();
    assert!(number <= 200, "{number} series: {series:#?}");
}

#[tokio::test]
async fn unreachable_upstream_is_listed_without_failing_readiness() {
    let setup = Setup::new().await;
    let refused = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let unreachable = format!("http://{}", refused.local_addr().unwrap());
    drop(refused);
    let down = format!("Without an audience\n    server: {unreachable}");
    let up = format!("Without an audience\n    server: {}", setup.concierge.url);
    let setup = setup.edit(&up, &down);
    let operated = operate(&setup).await;
    let answer = operated.get("/readyz").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let body: Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    assert_eq!(body["ready"], true);
    assert_eq!(body["unreachable"], serde_json::json!(["cluster plain"]));
}

#[tokio::test]
async fn d10_cluster_names_are_not_public() {
    let setup = Setup::new().await;
    let mut browser = setup.browser();
    assert_eq!(browser.get("/metrics").await.status, 404);
    let ready = browser.get("/readyz").await;
    assert_eq!((ready.status, ready.body.as_str()), (200, "ok"));
}

#[tokio::test]
async fn d11_session_over_its_limit_gets_retry_after() {
    let setup = Setup::new().await;
    let setup = setup.edit("title:", "limits: {sessionPerMinute: 3}\ntitle:");
    let mut greedy = setup.signed_in().await;
    let mut modest = greedy.clone();
    modest.cookies.clear();
    for _ in 0..3 {
        assert_eq!(greedy.get("/session/config").await.status, 200);
    }
    let refused = greedy.get("/session/config").await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (429, "HAULOUT_RATE_LIMITED")
    );
    assert_eq!(refused.header("retry-after"), Some("20"));
    sign_in(&mut modest).await;
    assert_eq!(modest.get("/session/config").await.status, 200);
    // The page itself is not limited, because it displays the error.
    assert_eq!(greedy.get("/").await.status, 200);
}

#[tokio::test]
async fn d11_address_over_its_limit_gets_429_before_sign_in() {
    let setup = Setup::new().await;
    let setup = setup.edit("title:", "limits: {addressPerMinute: 2}\ntitle:");
    let mut browser = setup.browser();
    for _ in 0..2 {
        assert_eq!(browser.post_form("/session/start", &[]).await.status, 200);
    }
    let refused = browser.post_form("/session/start", &[]).await;
    assert_eq!(refused.status, 429);
    // Both sign-ins needed the issuer's metadata.
    assert_eq!(setup.issuer.requests().len(), 1);
}
