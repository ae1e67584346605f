//! Each fault of the token endpoint has its effect, and no other.

use std::time::{Duration, Instant};

use haulout_devstack::{Fault, Script};
use reqwest::StatusCode;
use serde_json::json;

use crate::support::{Scene, claims, text};

#[tokio::test]
async fn an_overloaded_token_endpoint_may_send_retry_after() {
    let scene = Scene::supervisor().await;
    let refresh_token = text(&scene.tokens().await["refresh_token"]);
    let cases = [
        (Fault::TokenEndpoint503, 503, None),
        (Fault::TokenEndpoint503RetryAfter, 503, Some("5")),
        (Fault::TokenEndpoint429, 429, Some("7")),
    ];
    for (fault, status, retry_after) in cases {
        scene.stack.set_fault(fault, true);
        let response = scene.try_refresh(&refresh_token).await.unwrap();
        let sent = response.headers().get("retry-after");
        assert_eq!(response.status(), status, "{fault}");
        assert_eq!(sent.map(|value| value.to_str().unwrap()), retry_after);
        scene.stack.set_fault(fault, false);
    }
    let (status, _) = scene.refresh(&refresh_token).await;
    assert_eq!(status, StatusCode::OK, "the token was never spent");
}

#[tokio::test]
async fn a_refused_refresh_and_a_revoked_session_have_different_errors() {
    let scene = Scene::supervisor().await;
    let refresh_token = text(&scene.tokens().await["refresh_token"]);
    let cases = [
        (Fault::RefreshRefused, 400, "invalid_grant"),
        (Fault::SessionRevoked, 401, "error"),
    ];
    for (fault, expected, error) in cases {
        scene.stack.set_fault(fault, true);
        let (status, answer) = scene.refresh(&refresh_token).await;
        assert_eq!(
            (status.as_u16(), &answer["error"]),
            (expected, &json!(error))
        );
        scene.stack.set_fault(fault, false);
    }
}

#[tokio::test]
async fn a_lost_response_uses_up_the_refresh_token() {
    let scene = Scene::supervisor().await;
    let refresh_token = text(&scene.tokens().await["refresh_token"]);
    scene.stack.set_fault(Fault::RefreshReplyLost, true);
    assert!(scene.try_refresh(&refresh_token).await.is_err());
    scene.stack.set_fault(Fault::RefreshReplyLost, false);
    let (status, answer) = scene.refresh(&refresh_token).await;
    assert_eq!(
        (status, &answer["error"]),
        (StatusCode::BAD_REQUEST, &json!("invalid_grant"))
    );
}

#[tokio::test]
async fn the_lost_response_fault_affects_refreshes_only() {
    let scene = Scene::supervisor().await;
    scene.stack.set_fault(Fault::RefreshReplyLost, true);
    scene.credential().await;
}

#[tokio::test]
async fn reuse_of_a_refresh_token_leaves_its_successor_valid() {
    let scene = Scene::supervisor().await;
    let first = scene.tokens().await;
    let (_, second) = scene.refresh(&text(&first["refresh_token"])).await;
    let (status, answer) = scene.refresh(&text(&first["refresh_token"])).await;
    assert_eq!(
        (status, &answer["error"]),
        (StatusCode::BAD_REQUEST, &json!("invalid_grant"))
    );
    let old_access = text(&first["access_token"]);
    let (status, _) = scene.exchange(&old_access, "dev-19c2").await;
    assert_eq!(
        status,
        StatusCode::UNAUTHORIZED,
        "rotation ends the access token too"
    );
    let (status, _) = scene.refresh(&text(&second["refresh_token"])).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn a_slow_token_endpoint_responds_late_and_correctly() {
    let late = Duration::from_millis(80);
    let scene = Scene::set(Script {
        slowness: late,
        ..Script::default()
    })
    .await;
    let refresh_token = text(&scene.tokens().await["refresh_token"]);
    scene.stack.set_fault(Fault::TokenSlow, true);
    let asked = Instant::now();
    let (status, _) = scene.refresh(&refresh_token).await;
    assert_eq!(status, StatusCode::OK);
    assert!(asked.elapsed() >= late);
}

#[tokio::test]
async fn expires_in_is_missing_or_a_string_from_the_start() {
    let spelled = async |faults: Vec<Fault>| {
        let script = Script {
            faults,
            ..Script::default()
        };
        Scene::set(script).await.tokens().await["expires_in"].clone()
    };
    assert_eq!(spelled(vec![]).await, 120);
    assert_eq!(spelled(vec![Fault::ExpiresInString]).await, "120");
    assert_eq!(spelled(vec![Fault::ExpiresInMissing]).await, json!(null));
}

#[tokio::test]
async fn a_refresh_has_no_id_token_while_its_fault_is_on() {
    let scene = Scene::set(Script::plain()).await;
    scene.stack.set_fault(Fault::NoIdTokenOnRefresh, true);
    let tokens = scene.tokens().await;
    assert!(tokens["id_token"].is_string(), "redemption has it");
    let (status, refreshed) = scene.refresh(&text(&tokens["refresh_token"])).await;
    assert_eq!(status, StatusCode::OK);
    assert!(refreshed.get("id_token").is_none());
    assert!(refreshed["refresh_token"].is_string());
}

#[tokio::test]
async fn changed_groups_are_in_the_next_refreshed_token() {
    let scene = Scene::supervisor().await;
    let tokens = scene.tokens().await;
    let groups = ["belugas".to_owned()];
    assert!(scene.stack.issuer().set_groups("pinny", &groups));
    assert!(!scene.stack.issuer().set_groups("unknown", &groups));
    let of_cluster = async |access: &serde_json::Value| {
        let (_, answer) = scene.exchange(&text(access), "dev-19c2").await;
        claims(&text(&answer["access_token"]))["groups"].clone()
    };
    let before = of_cluster(&tokens["access_token"]).await;
    assert_eq!(before, json!(["seals", "cluster-viewers"]));
    let (_, refreshed) = scene.refresh(&text(&tokens["refresh_token"])).await;
    assert_eq!(
        claims(&text(&refreshed["id_token"]))["groups"],
        json!(groups)
    );
    assert_eq!(of_cluster(&refreshed["access_token"]).await, json!(groups));
}
