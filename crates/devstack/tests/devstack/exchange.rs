//! The exchange of an access token for an ID token with a cluster's audience.

use reqwest::StatusCode;
use serde_json::json;

use crate::support::{Scene, claims, names, text};

#[tokio::test]
async fn an_exchange_returns_a_token_for_the_audience() {
    let scene = Scene::supervisor().await;
    let tokens = scene.tokens().await;
    let access = text(&tokens["access_token"]);
    let (status, answer) = scene.exchange(&access, "dev-19c2").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        names(&answer),
        ["access_token", "issued_token_type", "token_type"]
    );
    assert_eq!(answer["token_type"], "N_A");
    assert_eq!(
        answer["issued_token_type"],
        "urn:ietf:params:oauth:token-type:jwt"
    );
    let claims = claims(&text(&answer["access_token"]));
    assert_eq!(claims["aud"], json!(["dev-19c2"]));
    assert_eq!(claims["azp"], scene.client_id());
    assert!(claims.get("nonce").is_none() && claims.get("at_hash").is_none());
    let again = scene.exchange(&access, "prod-eu-7f3a").await;
    assert_eq!(
        again.0,
        StatusCode::OK,
        "one access token serves many clusters"
    );
}

#[tokio::test]
async fn an_exchange_for_a_reserved_audience_is_refused() {
    let scene = Scene::supervisor().await;
    let access = text(&scene.tokens().await["access_token"]);
    for audience in ["client.oauth.pinniped.dev-other", "pinniped-cli"] {
        let (status, error) = scene.exchange(&access, audience).await;
        assert_eq!(
            (status, &error["error"]),
            (StatusCode::BAD_REQUEST, &json!("invalid_request"))
        );
    }
}
