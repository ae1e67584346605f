//! Malicious requests, and upstreams with malformed responses.

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use axum::http::header::HeaderMap;
use serde_json::json;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::browser::{Answer, Browser};
use crate::fake::{Fake, Reply, UpstreamRequest};
use crate::setup::{
    CANARY, EXCHANGE, Setup, TCR, assert_no_session, code_form, concierge_script, exchange_form,
    id_token, issuer_script, metadata, refresh_form, sign_in, start, tcr,
};

/// An issuer that answers refreshes with `reply` and everything else normally.
async fn refreshing(reply: impl Fn(&UpstreamRequest) -> Reply + Send + Sync + 'static) -> Setup {
    let script =
        move |url: &str, asked: &UpstreamRequest| match asked.field("grant_type").as_deref() {
            Some("refresh_token") => reply(asked),
            _ => issuer_script(url, asked),
        };
    Setup::with(script, concierge_script).await
}

async fn refresh(browser: &mut Browser) -> Answer {
    browser
        .post_form("/issuer/token", &refresh_form("sealed"))
        .await
}

#[tokio::test]
async fn d3_no_header_of_the_caller_reaches_an_upstream() {
    let setup = Setup::new().await;
    let browser = setup.signed_in().await;
    let session = &browser.cookies["__Host-haulout"];
    let form = "grant_type=refresh_token&client_id=client.oauth.pinniped.dev-portal&refresh_token=sealed\
                &scope=evil&client_secret=evil&evil=%0d%0aevil%3A1";
    for (path, kind, body) in [
        (
            "/issuer/token?evil=1",
            "application/x-www-form-urlencoded",
            form.to_owned(),
        ),
        (
            &format!("{TCR}?evil=1"),
            "application/json",
            tcr("t").to_string(),
        ),
    ] {
        let mut request = Request::builder()
            .method("POST")
            .uri(path)
            .header("host", "portal.example")
            .header("haulout-request", "1")
            .header("content-type", kind)
            .header("cookie", format!("__Host-haulout={session}; evil=1"));
        for name in [
            "authorization",
            "impersonate-user",
            "impersonate_user",
            "impersonate-extra-evil",
            "x-remote-user",
            "x-forwarded-for",
            "x-forwarded-host",
            "forwarded",
            "via",
            "user-agent",
            "accept-encoding",
            "accept-language",
            "te",
            "trailer",
            "upgrade",
            "expect-ct",
            "traceparent",
            "proxy-authorization",
        ] {
            request = request.header(name, "evil");
        }
        let mut other = Browser::new(browser.app.clone());
        let answer = other.send(request.body(Body::from(body)).unwrap()).await;
        assert!(answer.status < 300, "{path} {}", answer.body);
    }
    let names = |headers: &HeaderMap| {
        let mut names: Vec<_> = headers.keys().map(|name| name.to_string()).collect();
        names.sort_unstable();
        names.join(" ")
    };
    let to_issuer = setup.issuer.requests().pop().unwrap();
    assert_eq!(
        names(&to_issuer.headers),
        "accept accept-encoding authorization content-length content-type host"
    );
    let to_concierge = setup.concierge.requests().pop().unwrap();
    assert_eq!(
        names(&to_concierge.headers),
        "accept accept-encoding content-length content-type host"
    );
    for asked in [to_issuer, to_concierge] {
        assert_eq!(asked.headers["accept-encoding"], "identity");
        assert!(!format!("{asked:?}").contains("evil"), "{asked:?}");
    }
}

#[tokio::test]
async fn d5_incomplete_upstream_response_fails_after_ten_seconds() {
    for reply in [
        Reply::silence(),
        Reply::json(201, "{\"status\":{").without_end(),
        Reply::json(307, "").with("location", "/").without_end(),
    ] {
        let setup = Setup::with(issuer_script, move |_, _| reply.clone()).await;
        let mut browser = setup.signed_in().await;
        tokio::time::pause();
        let started = Instant::now();
        let answer = browser.post_json(TCR, tcr("t")).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (502, "HAULOUT_CONCIERGE_UNREACHABLE")
        );
        assert!(started.elapsed() <= Duration::from_secs(11));
        tokio::time::resume();
    }
}

#[tokio::test]
async fn d5_compressed_response_is_named_and_not_decompressed() {
    let setup =
        refreshing(|_| Reply::json(200, "\u{1f}\u{8b}").with("content-encoding", "gzip")).await;
    let answer = refresh(&mut setup.signed_in().await).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (502, "HAULOUT_TOKEN_RESPONSE_INVALID")
    );
    assert_eq!(answer.header("content-encoding"), None);
    assert!(answer.body.contains("gzip"), "{}", answer.body);
}

#[tokio::test]
async fn c10_invalid_lifetime_is_ignored_and_duplicate_field_is_refused() {
    let tokens = |expires_in: &str| {
        format!(
            r#"{{"access_token":"a","token_type":"Bearer","id_token":"{}","expires_in":{expires_in}}}"#,
            id_token("a")
        )
    };
    for (written, expected) in [
        ("120", json!(120)),
        ("\"120\"", json!(120)),
        ("-1", json!(null)),
        ("1.5", json!(1)),
        ("\"soon\"", json!(null)),
        ("null", json!(null)),
        ("[]", json!(null)),
        ("1e99", json!(null)),
    ] {
        let body = tokens(written);
        let setup = refreshing(move |_| Reply::json(200, &body)).await;
        let answer = refresh(&mut setup.signed_in().await).await;
        assert_eq!(answer.status, 200, "{written}: {}", answer.body);
        assert_eq!(answer.json()["expires_in"], expected, "{written}");
    }
    let body = tokens("1,\"access_token\":\"b\"");
    let setup = refreshing(move |_| Reply::json(200, &body)).await;
    let answer = refresh(&mut setup.signed_in().await).await;
    assert_eq!(answer.code(), "HAULOUT_TOKEN_RESPONSE_INVALID");
}

#[tokio::test]
async fn code_without_id_token_creates_no_session() {
    let script = |url: &str, asked: &UpstreamRequest| match asked.path.as_str() {
        "/demo/token" => {
            let body = json!({"access_token": "a", "token_type": "bearer", "refresh_token": "r"});
            Reply::json(200, body)
        }
        _ => issuer_script(url, asked),
    };
    let setup = Setup::with(script, concierge_script).await;
    assert_no_session(&setup, "HAULOUT_TOKEN_RESPONSE_INVALID").await;
}

#[tokio::test]
async fn d9_error_description_with_a_sealed_token_is_removed() {
    let echo = |url: &str, asked: &UpstreamRequest| {
        let field = |name| asked.field(name).unwrap_or_default();
        let (refresh, subject, code) = (
            field("refresh_token"),
            field("subject_token"),
            field("code"),
        );
        match asked.field("grant_type").as_deref() {
            None => issuer_script(url, asked),
            Some("authorization_code") if code.starts_with("kanarienvogel-code") => {
                issuer_script(url, asked)
            }
            Some(_) => {
                let description = format!(
                    "no such token: {refresh}{subject}{}",
                    field("code_verifier")
                );
                Reply::json(
                    400,
                    json!({"error": "invalid_grant", "error_description": description}),
                )
            }
        }
    };
    let setup = Setup::with(echo, concierge_script).await;
    let mut browser = setup.signed_in().await;
    for form in [
        &refresh_form("sealed")[..],
        &exchange_form("prod-7f3a", "sealed")[..],
    ] {
        let answer = browser.post_form("/issuer/token", form).await;
        assert_eq!(
            (answer.status, answer.json()),
            (400, json!({"error": "invalid_grant"}))
        );
        assert!(!answer.body.contains(CANARY), "{}", answer.body);
    }
}

#[tokio::test]
async fn d1_endpoint_on_another_host_is_used_only_if_configured() {
    let elsewhere = Fake::start(issuer_script).await;
    let origin = elsewhere.url.clone();
    let script = move |url: &str, asked: &UpstreamRequest| {
        let mut document = metadata(url);
        document["token_endpoint"] = json!(format!("{origin}/demo/token"));
        if asked.path.ends_with("openid-configuration") {
            return Reply::json(200, document);
        }
        issuer_script(url, asked)
    };
    let setup = Setup::with(script, concierge_script).await;
    let refused = sign_in(&mut setup.browser()).await;
    assert_eq!(refused.code(), "HAULOUT_ISSUER_INVALID");
    let description = refused.json()["error_description"].to_string();
    assert!(
        description.contains(&elsewhere.url) && description.contains("issuer.endpointOrigins"),
        "{description}"
    );
    assert!(elsewhere.requests().is_empty());

    let allowed = format!("  endpointOrigins: [{}]\n  scopes", elsewhere.url);
    let setup = setup.edit("  scopes", &allowed);
    assert_eq!(sign_in(&mut setup.browser()).await.status, 200);
    assert_eq!(elsewhere.count("/demo/token"), 1);
}

#[tokio::test]
async fn exchange_returns_only_the_token_to_the_page() {
    let script = |url: &str, asked: &UpstreamRequest| match asked.field("grant_type").as_deref() {
        Some(EXCHANGE) => {
            let body = json!({
                "access_token": "exchanged", "token_type": "N_A", "refresh_token": CANARY, "id_token": CANARY,
                "scope": CANARY, "access_token_2": CANARY,
            });
            Reply::json(200, body)
        }
        _ => issuer_script(url, asked),
    };
    let setup = Setup::with(script, concierge_script).await;
    let form = exchange_form("prod-7f3a", "sealed");
    let answer = setup
        .signed_in()
        .await
        .post_form("/issuer/token", &form)
        .await;
    assert_eq!(
        answer.json(),
        json!({"access_token": "exchanged", "token_type": "N_A"})
    );
}

#[tokio::test]
async fn gateways_date_is_not_taken_for_an_upstreams() {
    let setup = Setup::with(issuer_script, |_, _| {
        Reply::json(200, json!({"gitVersion": "v1"}))
    })
    .await;
    let answer = setup.signed_in().await.get("/clusters/prod/version").await;
    assert_eq!((answer.status, answer.header("age")), (200, Some("0")));
}

#[tokio::test]
async fn c1_sign_in_for_another_redirect_uri_is_not_redeemed() {
    let setup = Setup::new().await;
    let key = setup.folder.path().join("keys");
    std::fs::write(key, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap();
    let setup = setup.edit("title:", "sealKeysFile: keys\ntitle:");
    let mut there = setup.browser();
    let started = start(&mut there).await;
    let setup = setup.edit("https://portal.example", "https://portal.example:8443");
    let mut here = Browser {
        host: "portal.example:8443",
        cookies: there.cookies.clone(),
        ..setup.browser()
    };
    let mut form = code_form(&started);
    form[3] = ("redirect_uri", "https://portal.example:8443/callback");
    let answer = here.post_form("/issuer/token", &form).await;
    assert_eq!(answer.code(), "HAULOUT_SIGN_IN_REQUIRED");
    assert_eq!(setup.issuer.count("/demo/token"), 0);
}

#[tokio::test]
async fn d11_a_slow_upstream_gets_64_requests_and_the_rest_get_retry_after() {
    let gate = watch::Sender::new(false);
    let held = gate.clone();
    let setup = Setup::with(issuer_script, move |url, asked| {
        concierge_script(url, asked).gated_by(&held)
    })
    .await;
    let browser = setup.signed_in().await;
    let mut crowd = JoinSet::new();
    for _ in 0..65 {
        let mut browser = browser.clone();
        crowd.spawn(async move { browser.post_json(TCR, tcr("t")).await });
    }
    let turned_away = crowd.join_next().await.unwrap().unwrap();
    assert_eq!(
        (turned_away.status, turned_away.code().as_str()),
        (503, "HAULOUT_RATE_LIMITED")
    );
    assert_eq!(turned_away.header("retry-after"), Some("1"));
    assert_eq!(setup.concierge.requests().len(), 64);
    gate.send_replace(true);
    for answer in crowd.join_all().await {
        assert_eq!(answer.status, 201, "{}", answer.body);
    }
}
