//! A Dex: one refresh token for each user and client, its own error codes, and a redirect before any validation.

use haulout_devstack::{Fault, Script};
use reqwest::StatusCode;
use serde_json::json;

use crate::support::{
    NONCE, REDIRECT, STATE, Scene, ask_concierge, claims, location, names, query, text,
};

const REFUSED: &str = "Refresh token is invalid or has already been claimed by another client.";

#[tokio::test]
async fn a_dex_redirects_before_it_validates_the_request() {
    let mut script = Script::dex();
    script.clients[0].redirect_uris = vec![REDIRECT.to_owned()];
    let scene = Scene::set(script).await;
    for (name, value, status) in [
        ("client_id", "stranger", StatusCode::NOT_FOUND),
        (
            "redirect_uri",
            "http://127.0.0.1:4712/callback",
            StatusCode::BAD_REQUEST,
        ),
    ] {
        let mut request = scene.request();
        request.insert(name, value.to_owned());
        let first = scene.authorize(&request).await;
        assert_eq!(first.status(), StatusCode::FOUND);
        assert_eq!(location(&first).path(), "/dex/auth/local");
        let second = scene.http.get(location(&first)).send().await.unwrap();
        assert_eq!(second.status(), status);
        assert_eq!(second.headers()["content-type"], "text/html; charset=utf-8");
        assert!(second.text().await.unwrap().contains(value));
    }
}

#[tokio::test]
async fn a_dex_redirects_to_the_client_with_an_unknown_scope() {
    let scene = Scene::set(Script::dex()).await;
    let mut request = scene.request();
    request.insert("scope", "openid username".to_owned());
    let first = scene.authorize(&request).await;
    let second = scene.http.get(location(&first)).send().await.unwrap();
    let answer = query(&location(&second));
    assert_eq!(answer["error"], "invalid_scope");
}

#[tokio::test]
async fn a_dexs_tokens_have_its_claims_and_no_others() {
    let scene = Scene::set(Script::dex()).await;
    let answer = scene.sign_in().await;
    assert_eq!(answer["state"], STATE);
    assert_eq!(answer.len(), 2, "only code and state: {answer:?}");
    let (_, tokens) = scene.redeem(&answer["code"]).await;
    assert_eq!(
        names(&tokens),
        [
            "access_token",
            "expires_in",
            "id_token",
            "refresh_token",
            "token_type"
        ]
    );
    let expected = [
        "at_hash",
        "aud",
        "email",
        "email_verified",
        "exp",
        "groups",
        "iat",
        "iss",
        "nonce",
        "sub",
    ];
    let first = claims(&text(&tokens["id_token"]));
    assert_eq!(names(&first), expected);
    assert_eq!(first["aud"], "portal");
    assert_eq!(first["sub"], "CgVwaW5ueRIFbG9jYWw");

    let (_, refreshed) = scene.refresh(&text(&tokens["refresh_token"])).await;
    let second = claims(&text(&refreshed["id_token"]));
    assert_eq!(second["nonce"], NONCE, "a refresh repeats it");
    let (_, certificate) = ask_concierge(scene.dev(), &text(&refreshed["id_token"])).await;
    assert!(
        certificate["status"]["credential"].is_object(),
        "{certificate}"
    );
}

#[tokio::test]
async fn a_second_sign_in_invalidates_the_first_refresh_token() {
    let scene = Scene::set(Script::dex()).await;
    let first = text(&scene.tokens().await["refresh_token"]);
    let second = text(&scene.tokens().await["refresh_token"]);
    let refused = json!({"error": "invalid_request", "error_description": REFUSED});
    assert_eq!(
        scene.refresh(&first).await,
        (StatusCode::BAD_REQUEST, refused.clone())
    );
    let (status, _) = scene.refresh(&second).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        scene.refresh(&second).await,
        (StatusCode::BAD_REQUEST, refused),
        "it is used up"
    );
}

#[tokio::test]
async fn a_dex_reports_a_failed_upstream_refresh_as_its_own_failure() {
    let scene = Scene::set(Script::dex()).await;
    let token = text(&scene.tokens().await["refresh_token"]);
    scene.stack.set_fault(Fault::SessionRevoked, true);
    let refused = json!({"error": "invalid_request"});
    let expected = (StatusCode::INTERNAL_SERVER_ERROR, refused);
    assert_eq!(scene.refresh(&token).await, expected);
}
