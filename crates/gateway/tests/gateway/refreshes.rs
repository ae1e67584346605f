//! A refresh that reached the issuer never loses the session, even if the browser disconnects.

use std::time::Duration;

use serde_json::json;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::browser::{Answer, Browser};
use crate::fake::{Reply, UpstreamRequest};
use crate::setup::{
    CANARY, Setup, concierge_script, exchange_form, issuer_script, metadata, refresh_form, sign_in,
};

const TOKEN: &str = "/demo/token";

/// An issuer that delays its responses to refreshes until the gate opens.
async fn gated(
    reply: impl Fn(Reply) -> Reply + Send + Sync + 'static,
) -> (Setup, watch::Sender<bool>) {
    let gate = watch::Sender::new(false);
    let held = gate.clone();
    let script =
        move |url: &str, asked: &UpstreamRequest| match asked.field("grant_type").as_deref() {
            Some("refresh_token") => reply(issuer_script(url, asked)).gated_by(&held),
            _ => issuer_script(url, asked),
        };
    (Setup::with(script, concierge_script).await, gate)
}

async fn refresh(browser: &mut Browser) -> Answer {
    browser
        .post_form("/issuer/token", &refresh_form("sealed"))
        .await
}

#[tokio::test]
async fn c7_browser_that_disconnects_gets_its_rotated_session_later() {
    let (setup, gate) = gated(|reply| reply).await;
    let mut browser = setup.signed_in().await;
    let mut leaving = browser.clone();
    let left = tokio::spawn(async move { refresh(&mut leaving).await });
    setup.issuer.wait_for(TOKEN, 2).await;
    left.abort();
    assert!(left.await.unwrap_err().is_cancelled());
    gate.send_replace(true);

    let old = browser.cookies.clone();
    let answer = refresh(&mut browser).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_ne!(browser.cookies, old);
    // A cached response has no `Date` of the issuer.
    assert_eq!(
        (answer.header("age").is_some(), answer.header("date")),
        (true, None)
    );
    assert_eq!(setup.issuer.count(TOKEN), 2);
    // The browser has the newest session: the issuer gets the newest refresh token next.
    refresh(&mut browser).await;
    let presented = setup
        .issuer
        .requests()
        .pop()
        .unwrap()
        .field("refresh_token");
    assert_eq!(presented.as_deref(), Some("kanarienvogel-refresh-2"));
}

#[tokio::test]
async fn c7_exchange_after_another_tabs_refresh_uses_the_new_token() {
    let script = move |url: &str, asked: &UpstreamRequest| {
        // Rotation invalidates the previous access token.
        let is_old = asked.field("subject_token").as_deref() == Some("kanarienvogel-access-1");
        match is_old {
            true => Reply::json(401, json!({"error": "request_unauthorized"})),
            false => issuer_script(url, asked),
        }
    };
    let setup = Setup::with(script, concierge_script).await;
    let mut browser = setup.signed_in().await;
    let mut outrun = browser.clone();
    let form = exchange_form("prod-7f3a", "sealed");
    // There was no rotation, so the error is returned.
    let refused = outrun.post_form("/issuer/token", &form).await;
    assert_eq!(refused.status, 401, "{}", refused.body);
    assert_eq!(refresh(&mut browser).await.status, 200);

    let exchanged = outrun.post_form("/issuer/token", &form).await;
    assert_eq!(exchanged.status, 200, "{}", exchanged.body);
    let asked = setup.issuer.requests().pop().unwrap();
    let newest = asked.field("subject_token");
    assert_eq!(newest.as_deref(), Some("kanarienvogel-access-2"));
}

#[tokio::test]
async fn c7_exchange_that_gets_429_is_not_retried() {
    let script =
        move |url: &str, asked: &UpstreamRequest| match asked.field("subject_token").is_some() {
            true => Reply::json(429, json!({})),
            false => issuer_script(url, asked),
        };
    let setup = Setup::with(script, concierge_script).await;
    let mut browser = setup.signed_in().await;
    let mut outrun = browser.clone();
    assert_eq!(refresh(&mut browser).await.status, 200);
    let asked_before = setup.issuer.count(TOKEN);
    let form = exchange_form("prod-7f3a", "sealed");
    assert_eq!(outrun.post_form("/issuer/token", &form).await.status, 429);
    assert_eq!(setup.issuer.count(TOKEN), asked_before + 1);
}

#[tokio::test]
async fn c6_twenty_concurrent_tabs_share_one_refresh_and_one_session() {
    let (setup, gate) = gated(|reply| reply).await;
    let browser = setup.signed_in().await;
    let mut tabs = JoinSet::new();
    for _ in 0..20 {
        let mut tab = browser.clone();
        tabs.spawn(async move { (refresh(&mut tab).await, tab.cookies) });
    }
    setup.issuer.wait_for(TOKEN, 2).await;
    gate.send_replace(true);
    let mut dated = 0;
    let mut sessions = Vec::new();
    for (answer, cookies) in tabs.join_all().await {
        assert_eq!(answer.status, 200, "{}", answer.body);
        dated += usize::from(answer.header("date").is_some());
        sessions.push(cookies);
    }
    sessions.dedup();
    assert_eq!(
        (sessions.len(), dated, setup.issuer.count(TOKEN)),
        (1, 1, 2)
    );
}

#[tokio::test]
async fn c7_after_a_minute_an_old_session_is_sent_to_the_issuer_again() {
    let setup = Setup::new().await;
    let mut browser = setup.signed_in().await;
    let mut old = browser.clone();
    refresh(&mut browser).await;
    refresh(&mut old.clone()).await;
    assert_eq!(setup.issuer.count(TOKEN), 2);
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(60)).await;
    tokio::time::resume();
    refresh(&mut old).await;
    assert_eq!(setup.issuer.count(TOKEN), 3);
}

#[tokio::test]
async fn c5_sessions_with_equal_refresh_tokens_do_not_mix() {
    let (setup, gate) = gated(|reply| reply).await;
    let mut one = setup.browser();
    let mut other = Browser::new(one.app.clone());
    sign_in(&mut one).await;
    sign_in(&mut other).await;
    let asking = tokio::spawn(async move { refresh(&mut one).await.status });
    setup.issuer.wait_for(TOKEN, 3).await;
    gate.send_replace(true);
    assert_eq!(refresh(&mut other).await.status, 200);
    assert_eq!(asking.await.unwrap(), 200);
    assert_eq!(setup.issuer.count(TOKEN), 4);
}

#[tokio::test]
async fn c9_failed_refresh_is_shared_by_waiting_requests_and_not_cached() {
    let busy = |_| Reply::json(503, "busy").with("retry-after", "7");
    let (setup, gate) = gated(busy).await;
    let browser = setup.signed_in().await;
    let mut tabs = JoinSet::new();
    for _ in 0..5 {
        let mut tab = browser.clone();
        tabs.spawn(async move { refresh(&mut tab).await });
    }
    setup.issuer.wait_for(TOKEN, 2).await;
    gate.send_replace(true);
    for answer in tabs.join_all().await {
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (502, "HAULOUT_ISSUER_UNREACHABLE")
        );
        assert_eq!(answer.header("retry-after"), Some("7"));
        assert!(answer.cookies().is_empty());
    }
    assert_eq!(setup.issuer.count(TOKEN), 2);
    refresh(&mut browser.clone()).await;
    assert_eq!(setup.issuer.count(TOKEN), 3);
}

#[tokio::test]
async fn c11_ended_session_is_not_served_from_the_cache() {
    let setup = Setup::new().await;
    let mut browser = setup.signed_in().await;
    let mut old = browser.clone();
    refresh(&mut browser).await;
    browser.post_json("/session/end", "{}").await;
    refresh(&mut old).await;
    assert_eq!(setup.issuer.count(TOKEN), 3);
}

#[tokio::test]
async fn c11_sign_out_revokes_the_result_of_a_refresh_under_way() {
    let (setup, gate) = gated(|reply| reply).await;
    let mut browser = setup.signed_in().await;
    let mut tab = browser.clone();
    let late = tokio::spawn(async move { refresh(&mut tab).await });
    setup.issuer.wait_for(TOKEN, 2).await;
    browser.post_json("/session/end", "{}").await;
    gate.send_replace(true);

    let answer = late.await.unwrap();
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (401, "HAULOUT_SIGN_IN_REQUIRED")
    );
    // Not even to remove one: this browser may have started another session meanwhile.
    assert!(answer.cookies().is_empty());
    setup.issuer.wait_for("/demo/revoke", 2).await;
    let revoked = setup.issuer.requests().pop().unwrap().field("token");
    assert_eq!(revoked.as_deref(), Some("kanarienvogel-refresh-2"));
}

#[tokio::test]
async fn c11_sign_out_spends_a_rotating_token_that_cannot_be_revoked() {
    let script = |url: &str, asked: &UpstreamRequest| {
        if asked.path.ends_with("openid-configuration") {
            let mut document = metadata(url);
            document
                .as_object_mut()
                .unwrap()
                .remove("revocation_endpoint");
            return Reply::json(200, document);
        }
        issuer_script(url, asked)
    };
    let setup = Setup::with(script, concierge_script).await;
    // The issuer has not rotated a token yet, so another refresh could leave one more in use.
    let mut unrefreshed = setup.signed_in().await;
    unrefreshed.post_json("/session/end", "{}").await;
    assert_eq!(setup.issuer.count(TOKEN), 1);

    let mut browser = setup.signed_in().await;
    refresh(&mut browser).await;
    let ended = browser.post_json("/session/end", "{}").await;
    assert_eq!(ended.status, 200, "{}", ended.body);
    assert_eq!(setup.issuer.count(TOKEN), 4);
    let spent = setup
        .issuer
        .requests()
        .pop()
        .unwrap()
        .field("refresh_token");
    assert_eq!(spent.as_deref(), Some("kanarienvogel-refresh-2"));
    assert!(!ended.body.contains(CANARY));
    assert!(browser.cookies.is_empty());
}

#[tokio::test]
async fn c7_without_rotation_every_refresh_reaches_the_issuer() {
    let (setup, gate) = gated(|mut reply| {
        let mut tokens: serde_json::Value = serde_json::from_str(&reply.body).unwrap();
        tokens["refresh_token"] = json!("kanarienvogel-refresh-1");
        reply.body = tokens.to_string();
        reply
    })
    .await;
    gate.send_replace(true);
    let mut browser = setup.signed_in().await;
    for times in 2..5 {
        let mut old = browser.clone();
        assert_eq!(refresh(&mut old).await.header("age"), None);
        assert_eq!(setup.issuer.count(TOKEN), times);
    }
    assert_eq!(refresh(&mut browser).await.status, 200);
}
