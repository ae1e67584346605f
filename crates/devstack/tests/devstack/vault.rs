//! A Vault: tokens valid for hours, no refresh, and `prompt=none` until the browser's session expires.

use std::collections::HashMap;

use haulout_devstack::Script;
use reqwest::StatusCode;
use serde_json::json;

use crate::support::{NONCE, STATE, Scene, ask_concierge, claims, location, query, text};

const EIGHT_HOURS: u64 = 8 * 60 * 60;

#[tokio::test]
async fn a_vault_issues_no_refresh_token() {
    let scene = Scene::set(Script::vault()).await;
    assert!(scene.request()["scope"].contains("offline_access"));
    let tokens = scene.tokens().await;
    assert!(tokens.get("refresh_token").is_none());
    assert_eq!(tokens["expires_in"], EIGHT_HOURS);
    let claims = claims(&text(&tokens["id_token"]));
    let lifetime = claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap();
    assert_eq!(lifetime, EIGHT_HOURS);
    let (status, answer) = scene.refresh("anything").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(answer["error"], "unsupported_grant_type");
}

#[tokio::test]
async fn the_cluster_accepts_the_id_token_until_it_expires() {
    let scene = Scene::set(Script::vault()).await;
    let token = text(&scene.tokens().await["id_token"]);
    let asked_at = async |seconds: u64| {
        let seconds = i64::try_from(seconds).unwrap();
        scene.dev().set_concierge_offset_seconds(seconds);
        let (_, answer) = ask_concierge(scene.dev(), &token).await;
        answer["status"]["credential"].is_object()
    };
    assert!(asked_at(0).await);
    assert!(asked_at(EIGHT_HOURS - 60).await);
    assert!(!asked_at(EIGHT_HOURS + 1).await);
}

#[tokio::test]
async fn a_signed_in_browser_needs_no_page_until_its_session_ends() {
    let scene = Scene::set(Script::vault()).await;
    let credentials = [("username", "pinny"), ("password", "haul-out")];
    let response = scene.submit(&credentials).await;
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("HttpOnly"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap().to_owned();

    let answer = silently(&scene, Some(&cookie)).await;
    assert_eq!(answer["state"], STATE);
    let (status, tokens) = scene.redeem(&answer["code"]).await;
    assert_eq!(status, StatusCode::OK);
    let claims = claims(&text(&tokens["id_token"]));
    assert_eq!(
        (&claims["username"], &claims["nonce"]),
        (&json!("pinny"), &json!(NONCE))
    );

    for stranger in [None, Some("issuer-session-1=foreign")] {
        let answer = silently(&scene, stranger).await;
        assert_eq!(answer["error"], "login_required");
        assert!(!answer.contains_key("code"));
    }
    scene
        .stack
        .issuer()
        .clock()
        .set_offset_seconds(9 * 60 * 60 + 1);
    let answer = silently(&scene, Some(&cookie)).await;
    assert_eq!(answer["error"], "login_required");
}

#[tokio::test]
async fn a_supervisor_never_signs_in_silently() {
    let scene = Scene::supervisor().await;
    let response = scene
        .submit(&[("username", "pinny"), ("password", "haul-out")])
        .await;
    assert!(!response.headers().contains_key("set-cookie"));
    assert_eq!(silently(&scene, None).await["error"], "login_required");
}

#[tokio::test]
async fn the_audience_can_be_an_array() {
    let scene = Scene::set(Script {
        audience_as_array: true,
        ..Script::vault()
    })
    .await;
    let token = text(&scene.tokens().await["id_token"]);
    assert_eq!(claims(&token)["aud"], json!(["portal"]));
    let (_, answer) = ask_concierge(scene.dev(), &token).await;
    assert!(answer["status"]["credential"].is_object(), "{answer}");
}

/// The authorization response to a request with `prompt=none`.
async fn silently(scene: &Scene, cookie: Option<&str>) -> HashMap<String, String> {
    let mut parameters = scene.request();
    parameters.insert("prompt", "none".to_owned());
    let url = url::Url::parse_with_params(&scene.endpoint("/oauth2/authorize"), parameters);
    let mut request = scene.http.get(url.unwrap());
    if let Some(cookie) = cookie {
        request = request.header("cookie", cookie);
    }
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    query(&location(&response))
}
