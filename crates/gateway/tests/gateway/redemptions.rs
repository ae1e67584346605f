//! A sign-in redeems one code, whatever the browser sends, and cannot delay the refreshes of others.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::browser::Browser;
use crate::fake::{Reply, UpstreamRequest};
use crate::setup::{
    Setup, SignIn, concierge_script, is_signed_in, issuer_script, metadata, redeem, refresh_form,
    sign_in, start,
};

const TOKEN: &str = "/demo/token";

/// An issuer that delays its responses to codes while the gate is closed.
async fn gated() -> (Setup, watch::Sender<bool>) {
    let gate = watch::Sender::new(false);
    let held = gate.clone();
    let script = move |url: &str, asked: &UpstreamRequest| match asked.field("code") {
        Some(_) => issuer_script(url, asked).gated_by(&held),
        None => issuer_script(url, asked),
    };
    (Setup::with(script, concierge_script).await, gate)
}

fn with_another_code(started: &SignIn) -> SignIn {
    SignIn {
        code: "another-code".to_owned(),
        ..started.clone()
    }
}

async fn assert_refused(browser: &Browser, started: &SignIn) {
    let refused = redeem(&mut browser.clone(), started).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (400, "HAULOUT_STATE_MISMATCH")
    );
}

#[tokio::test]
async fn c1_a_sign_in_redeems_one_code_even_with_a_copied_cookie() {
    let setup = Setup::new().await;
    let mut browser = setup.browser();
    let started = start(&mut browser).await;
    let copy = browser.clone();
    assert_eq!(redeem(&mut browser, &started).await.status, 200);
    for _ in 0..50 {
        assert_refused(&copy, &with_another_code(&started)).await;
    }
    assert_eq!(setup.issuer.count(TOKEN), 1);
}

#[tokio::test]
async fn c1_a_refused_code_spends_its_sign_in() {
    let setup = Setup::with(
        |url, asked| match asked.path.as_str() {
            TOKEN => Reply::json(400, json!({"error": "invalid_grant"})),
            _ => issuer_script(url, asked),
        },
        concierge_script,
    )
    .await;
    let mut browser = setup.browser();
    let started = start(&mut browser).await;
    let copy = browser.clone();
    assert_eq!(redeem(&mut browser, &started).await.status, 400);
    assert_refused(&copy, &started).await;
    assert_refused(&copy, &with_another_code(&started)).await;
    assert_eq!(setup.issuer.count(TOKEN), 1);
}

#[tokio::test]
async fn requests_with_one_code_share_its_redemption() {
    let (setup, gate) = gated().await;
    let mut browser = setup.browser();
    let started = start(&mut browser).await;
    let mut tabs = JoinSet::new();
    for _ in 0..20 {
        let (mut tab, started) = (browser.clone(), started.clone());
        tabs.spawn(async move { (redeem(&mut tab, &started).await, tab.cookies) });
    }
    setup.issuer.wait_for(TOKEN, 1).await;
    assert_refused(&browser, &with_another_code(&started)).await;
    gate.send_replace(true);
    let mut sessions = Vec::new();
    for (answer, cookies) in tabs.join_all().await {
        assert_eq!(answer.status, 200, "{}", answer.body);
        sessions.push(cookies);
    }
    sessions.dedup();
    assert_eq!((sessions.len(), setup.issuer.count(TOKEN)), (1, 1));
}

#[tokio::test]
async fn a_lost_response_to_a_code_is_repeated_for_a_minute() {
    let (setup, gate) = gated().await;
    let mut browser = setup.browser();
    let started = start(&mut browser).await;
    let (mut leaving, code) = (browser.clone(), started.clone());
    let left = tokio::spawn(async move { redeem(&mut leaving, &code).await });
    setup.issuer.wait_for(TOKEN, 1).await;
    left.abort();
    assert!(left.await.unwrap_err().is_cancelled());
    gate.send_replace(true);

    let copy = browser.clone();
    let answer = redeem(&mut browser, &started).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    // A cached response has no `Date` of the issuer.
    assert_eq!(
        (answer.header("age").is_some(), answer.header("date")),
        (true, None)
    );
    assert!(is_signed_in(&mut browser).await);
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(60)).await;
    tokio::time::resume();
    assert_refused(&copy, &started).await;
    assert_eq!(setup.issuer.count(TOKEN), 1);
}

#[tokio::test]
async fn c11_a_session_that_ended_is_not_started_again_by_its_code() {
    let setup = Setup::new().await;
    let mut browser = setup.browser();
    let started = start(&mut browser).await;
    let copy = browser.clone();
    redeem(&mut browser, &started).await;
    // The page does this, too, if it refuses the ID token.
    let ended = browser.post_json("/session/end", "{}").await;
    assert_eq!((ended.status, browser.cookies.len()), (200, 0));
    setup.issuer.wait_for("/demo/revoke", 1).await;
    assert_refused(&copy, &started).await;
    assert_eq!(setup.issuer.count(TOKEN), 1);
}

#[tokio::test]
async fn a_failure_to_connect_spends_no_sign_in() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let unused = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let is_up = Arc::new(AtomicBool::new(true));
    let (answers, elsewhere) = (is_up.clone(), format!("{unused}/token"));
    let script = move |url: &str, asked: &UpstreamRequest| {
        if !asked.path.ends_with("openid-configuration") {
            return issuer_script(url, asked);
        }
        if !answers.load(Ordering::Relaxed) {
            return Reply::json(503, "{}");
        }
        let mut document = metadata(url);
        document["token_endpoint"] = json!(elsewhere);
        Reply::json(200, document)
    };
    let setup = Setup::with(script, concierge_script).await;
    let origins = format!("  endpointOrigins: [\"{unused}\"]\n  scopes:");
    let setup = setup.edit("  scopes:", &origins);
    let mut browser = setup.browser();
    let started = start(&mut browser).await;
    // The metadata that the start has fetched is outdated then.
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(61)).await;
    tokio::time::resume();
    for is_up_now in [false, true] {
        is_up.store(is_up_now, Ordering::Relaxed);
        let failed = redeem(&mut browser, &started).await;
        assert_eq!(
            (failed.status, failed.code().as_str()),
            (502, "HAULOUT_ISSUER_UNREACHABLE")
        );
        assert!(failed.cookies().is_empty());
    }
}

#[tokio::test]
async fn d11_redemptions_leave_places_for_refreshes() {
    let (setup, gate) = gated().await;
    gate.send_replace(true);
    let mut browser = setup.browser();
    let mut crowd = JoinSet::new();
    let app = browser.app.clone();
    sign_in(&mut browser).await;
    gate.send_replace(false);
    for _ in 0..80 {
        let mut stranger = Browser::new(app.clone());
        let started = start(&mut stranger).await;
        crowd.spawn(async move { redeem(&mut stranger, &started).await });
    }
    // All places for redemptions are taken.
    let turned_away = crowd.join_next().await.unwrap().unwrap();
    assert_eq!(
        (turned_away.status, turned_away.code().as_str()),
        (503, "HAULOUT_RATE_LIMITED")
    );
    assert!(turned_away.cookies().is_empty());
    let refreshed = browser
        .post_form("/issuer/token", &refresh_form("sealed"))
        .await;
    assert_eq!(refreshed.status, 200, "{}", refreshed.body);
    gate.send_replace(true);
}
