//! The cookie of a sealed session is removed when it is certain that the issuer has ended the session, and never earlier.

use std::time::Duration;

use serde_json::json;

use crate::browser::{Answer, Browser};
use crate::fake::{Reply, UpstreamRequest};
use crate::setup::{Setup, concierge_script, is_signed_in, issuer_script, refresh_form};

async fn refreshed_with(reply: Reply) -> (Setup, Browser) {
    let script =
        move |url: &str, asked: &UpstreamRequest| match asked.field("grant_type").as_deref() {
            Some("refresh_token") => reply.clone(),
            _ => issuer_script(url, asked),
        };
    let setup = Setup::with(script, concierge_script).await;
    let browser = setup.signed_in().await;
    (setup, browser)
}

/// Refreshes after so many seconds.
async fn refresh(browser: &mut Browser, seconds: u64) -> Answer {
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(seconds)).await;
    tokio::time::resume();
    browser
        .post_form("/issuer/token", &refresh_form("sealed"))
        .await
}

fn removes_the_cookie(answer: &Answer) -> bool {
    answer
        .cookies()
        .iter()
        .any(|cookie| cookie.starts_with("__Host-haulout=;") && cookie.contains("Max-Age=0"))
}

fn oauth(status: u16, error: &str) -> Reply {
    Reply::json(status, json!({"error": error}))
}

fn page(status: u16) -> Reply {
    let mut reply = Reply::json(status, "<title>Bad Request</title>");
    reply.headers[0].1 = "text/html".to_owned();
    reply
}

#[tokio::test]
async fn a_repeated_refusal_removes_the_session_cookie() {
    for (reply, pauses) in [
        (oauth(400, "invalid_grant"), &[0, 1][..]),
        (oauth(400, "invalid_request"), &[0, 10]),
        (oauth(401, "error"), &[0, 9, 1]),
        (oauth(403, "access_denied"), &[0, 12]),
        (Reply::json(400, ""), &[0, 30, 30]),
        (
            Reply::json(401, json!({"error": {"code": 401}})),
            &[0, 20, 40],
        ),
    ] {
        let (_setup, mut browser) = refreshed_with(reply.clone()).await;
        let (last, first) = pauses.split_last().unwrap();
        for pause in first {
            let refused = refresh(&mut browser, *pause).await;
            assert_eq!(refused.status, reply.status, "{}", refused.body);
            assert!(refused.cookies().is_empty(), "{reply:?}");
            assert!(is_signed_in(&mut browser).await);
        }
        let refused = refresh(&mut browser, *last).await;
        assert!(removes_the_cookie(&refused), "{reply:?}");
        assert!(browser.cookies.is_empty(), "the hint goes with the session");
        assert_eq!(refused.status, reply.status);
        assert!(!is_signed_in(&mut browser).await);
    }
}

#[tokio::test]
async fn an_outage_or_a_refused_client_never_removes_the_session_cookie() {
    for reply in [
        oauth(408, "invalid_grant"),
        oauth(425, "invalid_grant"),
        oauth(429, "invalid_grant"),
        oauth(503, "invalid_grant"),
        oauth(400, "invalid_grant").with("retry-after", "5"),
        oauth(400, "temporarily_unavailable"),
        oauth(400, "server_error"),
        oauth(400, "slow_down"),
        oauth(401, "invalid_client"),
        oauth(400, "unauthorized_client"),
        oauth(400, "invalid_scope"),
        oauth(400, "unsupported_grant_type"),
        page(400),
        page(401),
        Reply::json(403, "{}"),
        Reply::json(400, "").with("retry-after", "5"),
    ] {
        let (_setup, mut browser) = refreshed_with(reply.clone()).await;
        for _ in 0..4 {
            let refused = refresh(&mut browser, 45).await;
            assert!(refused.cookies().is_empty(), "{reply:?}");
        }
        assert!(is_signed_in(&mut browser).await);
    }
}

#[tokio::test]
async fn a_refusal_that_is_not_in_oauth_form_has_status_and_first_words() {
    for (reply, status, code, words) in [
        (
            page(400),
            502,
            "HAULOUT_ISSUER_UNREACHABLE",
            "The issuer answered with status 400. Bad Request",
        ),
        (
            Reply::json(403, "no such tenant"),
            502,
            "HAULOUT_TOKEN_RESPONSE_INVALID",
            "The issuer answered with status 403. no such tenant",
        ),
        (
            Reply::json(400, json!({"error": {"code": 400}})),
            400,
            "",
            "{\"error\":{\"code\":400}}",
        ),
    ] {
        let (_setup, mut browser) = refreshed_with(reply).await;
        let refused = refresh(&mut browser, 0).await;
        assert_eq!((refused.status, refused.code().as_str()), (status, code));
        assert_eq!(refused.json()["error_description"], words);
    }
}

#[tokio::test]
async fn a_refusal_that_repeats_the_token_loses_its_words() {
    let body = json!({"message": "no such token: kanarienvogel-refresh-1"});
    let (_setup, mut browser) = refreshed_with(Reply::json(400, body)).await;
    let refused = refresh(&mut browser, 0).await;
    assert_eq!((refused.status, refused.body.as_str()), (400, "{}"));
}
