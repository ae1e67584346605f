//! Every server has its own clock, and certificates expire by the verifier's.

use std::time::Duration;

use haulout_devstack::{Lifetimes, Script};
use reqwest::StatusCode;
use serde_json::json;

use crate::support::{Scene, https, who_am_i};

#[tokio::test]
async fn a_certificate_expires_during_a_connection() {
    let scene = Scene::supervisor().await;
    let credential = scene.credential().await;
    let http = https(scene.dev(), Some(&credential));
    let (status, review) = who_am_i(&http, scene.dev()).await;
    assert_eq!(status, StatusCode::CREATED, "{review}");
    let user = &review["status"]["userInfo"];
    assert_eq!(user["username"], "pinny");
    let mut groups: Vec<&str> = user["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| group.as_str().unwrap())
        .collect();
    groups.sort_unstable();
    assert_eq!(groups, ["cluster-viewers", "seals", "system:authenticated"]);

    scene.dev().api_clock().set_offset_seconds(301);
    let (status, answer) = who_am_i(&http, scene.dev()).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let expected = json!({
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": "Unauthorized",
        "reason": "Unauthorized",
        "code": 401,
    });
    assert_eq!(answer, expected);

    scene.dev().api_clock().set_offset_seconds(-400);
    assert_eq!(
        who_am_i(&http, scene.dev()).await.0,
        StatusCode::UNAUTHORIZED,
        "not valid yet"
    );
    scene.dev().api_clock().set_offset_seconds(0);
    assert_eq!(who_am_i(&http, scene.dev()).await.0, StatusCode::CREATED);
}

#[tokio::test]
async fn certificates_have_the_scripts_lifetime() {
    let script = Script {
        lifetimes: Lifetimes {
            certificate: Duration::from_secs(30),
            backdate: Duration::ZERO,
            ..Lifetimes::default()
        },
        ..Script::default()
    };
    let scene = Scene::set(script).await;
    let credential = scene.credential().await;
    let http = https(scene.dev(), Some(&credential));
    assert_eq!(who_am_i(&http, scene.dev()).await.0, StatusCode::CREATED);
    scene.dev().api_clock().set_offset_seconds(31);
    assert_eq!(
        who_am_i(&http, scene.dev()).await.0,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_certificate_of_another_cluster_is_unauthorized() {
    let scene = Scene::supervisor().await;
    let credential = scene.credential().await;
    let other = scene.stack.cluster("prod-eu").unwrap();
    let http = https(other, Some(&credential));
    assert_eq!(who_am_i(&http, other).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_certificate_without_its_key_fails_the_handshake() {
    let scene = Scene::supervisor().await;
    let mut credential = scene.credential().await;
    let other = scene.credential().await;
    credential["clientKeyData"] = other["clientKeyData"].clone();
    let http = https(scene.dev(), Some(&credential));
    let url = format!("{}/version", scene.dev().url());
    assert!(http.get(&url).send().await.is_err());
    let honest = https(scene.dev(), Some(&other));
    assert!(honest.get(&url).send().await.is_ok());
}

#[tokio::test]
async fn anonymous_callers_get_the_version_only() {
    let scene = Scene::supervisor().await;
    let http = https(scene.dev(), None);
    let version = http
        .get(format!("{}/version", scene.dev().url()))
        .send()
        .await
        .unwrap();
    assert_eq!(version.status(), StatusCode::OK);
    assert_eq!(who_am_i(&http, scene.dev()).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_date_header_follows_each_servers_clock() {
    let scene = Scene::supervisor().await;
    scene.stack.issuer().clock().set_offset_seconds(-86_400);
    scene.dev().api_clock().set_offset_seconds(86_400);
    let issuer = scene
        .http
        .get(scene.endpoint("/jwks.json"))
        .send()
        .await
        .unwrap();
    let http = https(scene.dev(), None);
    let api = http
        .get(format!("{}/version", scene.dev().url()))
        .send()
        .await
        .unwrap();
    let date = |response: &reqwest::Response| {
        httpdate::parse_http_date(response.headers()["date"].to_str().unwrap()).unwrap()
    };
    let apart = date(&api).duration_since(date(&issuer)).unwrap();
    assert!(
        apart.abs_diff(Duration::from_secs(2 * 86_400)) < Duration::from_secs(10),
        "{apart:?}"
    );
}
