//! Each fault has its effect, and ends when it is switched off.

use haulout_devstack::Fault;
use reqwest::StatusCode;
use serde_json::json;

use crate::support::{
    STATE, Scene, ask_concierge, credential_request, location, post_request, query,
};

#[tokio::test]
async fn a_cached_document_has_the_date_of_the_original() {
    let scene = Scene::supervisor().await;
    let date = async || {
        let url = scene.endpoint("/.well-known/openid-configuration");
        let response = scene.http.get(url).send().await.unwrap();
        let age = response.headers().get("age").cloned();
        let date = response.headers()["date"].to_str().unwrap();
        (httpdate::parse_http_date(date).unwrap(), age)
    };
    let (fresh, none) = date().await;
    assert_eq!(none, None);
    scene.stack.set_fault(Fault::CachedMetadata, true);
    let (cached, age) = date().await;
    assert_eq!(age.unwrap(), "45");
    let before = fresh.duration_since(cached).unwrap().as_secs();
    assert!((40..=45).contains(&before), "{before} s");
}

#[tokio::test]
async fn a_server_that_is_down_returns_503_until_it_is_up_again() {
    let scene = Scene::supervisor().await;
    let keys = async || {
        scene
            .http
            .get(scene.endpoint("/jwks.json"))
            .send()
            .await
            .unwrap()
            .status()
    };
    scene.stack.set_fault(Fault::IssuerDown, true);
    assert_eq!(keys().await, StatusCode::SERVICE_UNAVAILABLE);
    scene.stack.set_fault(Fault::IssuerDown, false);
    assert_eq!(keys().await, StatusCode::OK);

    scene.dev().set_fault(Fault::Concierge503, true);
    assert_eq!(
        ask_concierge(scene.dev(), "x").await.0,
        StatusCode::SERVICE_UNAVAILABLE
    );
    let other = scene.stack.cluster("prod-eu").unwrap();
    assert_eq!(
        ask_concierge(other, "x").await.0,
        StatusCode::CREATED,
        "its neighbour works on"
    );
}

#[tokio::test]
async fn a_concierge_refuses_a_valid_token_while_its_fault_is_on() {
    let scene = Scene::supervisor().await;
    let token = scene.cluster_token(scene.dev()).await;
    scene.stack.set_fault(Fault::ConciergeRefuses, true);
    let (status, answer) = ask_concierge(scene.dev(), &token).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(
        answer["status"],
        json!({"message": "authentication failed"})
    );
}

#[tokio::test]
async fn responses_are_malformed_and_oversized_while_a_fault_is_on() {
    let scene = Scene::supervisor().await;
    let body = async || {
        let request = credential_request(scene.dev(), "x");
        post_request(scene.dev(), &request)
            .await
            .text()
            .await
            .unwrap()
    };
    scene.stack.set_fault(Fault::ConciergeMalformed, true);
    assert!(serde_json::from_str::<serde_json::Value>(&body().await).is_err());
    scene.stack.set_fault(Fault::ConciergeMalformed, false);
    scene.stack.set_fault(Fault::ConciergeOversized, true);
    assert!(body().await.len() > 1024 * 1024);
}

#[tokio::test]
async fn the_token_endpoint_fails_while_its_fault_is_on() {
    let scene = Scene::supervisor().await;
    let code = scene.sign_in().await.remove("code").unwrap();
    scene.stack.set_fault(Fault::TokenEndpointFails, true);
    assert_eq!(
        scene.redeem(&code).await.0,
        StatusCode::INTERNAL_SERVER_ERROR
    );
    scene.stack.set_fault(Fault::TokenEndpointFails, false);
    assert_eq!(scene.redeem(&code).await.0, StatusCode::OK);
}

#[tokio::test]
async fn the_redirect_has_a_foreign_state_or_an_error() {
    let scene = Scene::supervisor().await;
    let credentials = [("username", "pinny"), ("password", "haul-out")];
    scene.stack.set_fault(Fault::WrongState, true);
    let answer = query(&location(&scene.submit(&credentials).await));
    assert_ne!(answer["state"], STATE);
    assert!(answer.contains_key("code"));
    scene.stack.set_fault(Fault::WrongState, false);
    scene.stack.set_fault(Fault::AccessDenied, true);
    let answer = query(&location(&scene.submit(&credentials).await));
    assert_eq!(answer["error"], "access_denied");
    assert_eq!(answer["state"], STATE);
}

#[tokio::test]
async fn a_dropped_stack_leaves_no_port_open() {
    let scene = Scene::supervisor().await;
    let (http, url) = (scene.http.clone(), scene.endpoint("/jwks.json"));
    assert!(http.get(&url).send().await.is_ok());
    drop(scene);
    // The server's task ends when the runtime polls it next.
    tokio::task::yield_now().await;
    assert!(http.get(&url).send().await.is_err());
}
