//! Only the configured origin gets CORS headers.

use haulout_devstack::Script;
use reqwest::{Method, StatusCode};

use crate::support::{Scene, https};

const ORIGIN: &str = "https://portal.acme.example";

#[tokio::test]
async fn there_are_no_cors_headers_by_default() {
    let scene = Scene::supervisor().await;
    let url = scene.endpoint("/jwks.json");
    let response = scene
        .http
        .get(url)
        .header("origin", ORIGIN)
        .send()
        .await
        .unwrap();
    assert!(
        !response
            .headers()
            .contains_key("access-control-allow-origin")
    );
}

#[tokio::test]
async fn only_the_configured_origin_gets_cors_headers() {
    let mut script = Script::plain();
    script.cors_origin = Some(ORIGIN.to_owned());
    let scene = Scene::set(script).await;
    let url = scene.endpoint("/jwks.json");
    let read = async |origin: &str| {
        let response = scene
            .http
            .get(&url)
            .header("origin", origin)
            .send()
            .await
            .unwrap();
        response
            .headers()
            .get("access-control-allow-origin")
            .cloned()
    };
    assert_eq!(read(ORIGIN).await.unwrap(), ORIGIN);
    assert!(read("https://evil.example").await.is_none());

    let cluster = scene.dev();
    let path = "/apis/login.concierge.pinniped.dev/v1alpha1/tokencredentialrequests";
    let preflight = https(cluster, None)
        .request(Method::OPTIONS, format!("{}{path}", cluster.url()))
        .header("origin", ORIGIN)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type")
        .send()
        .await
        .unwrap();
    assert_eq!(preflight.status(), StatusCode::NO_CONTENT);
    assert_eq!(preflight.headers()["access-control-allow-origin"], ORIGIN);
    let allowed = preflight.headers()["access-control-allow-headers"]
        .to_str()
        .unwrap();
    assert!(allowed.contains("Content-Type"));
}

#[tokio::test]
async fn an_api_server_exposes_date_and_an_issuer_only_if_configured() {
    for issuer_exposes_date in [false, true] {
        let mut script = Script::plain();
        script.cors_origin = Some(ORIGIN.to_owned());
        script.issuer_exposes_date = issuer_exposes_date;
        let scene = Scene::set(script).await;
        let exposed = async |http: &reqwest::Client, url: String| {
            let request = http.get(url).header("origin", ORIGIN);
            let response = request.send().await.unwrap();
            response
                .headers()
                .get("access-control-expose-headers")
                .cloned()
        };
        let from_issuer = exposed(&scene.http, scene.endpoint("/jwks.json")).await;
        assert_eq!(from_issuer.is_some(), issuer_exposes_date);
        let cluster = scene.dev();
        let url = format!("{}/version", cluster.url());
        let from_cluster = exposed(&https(cluster, None), url).await;
        assert_eq!(from_cluster.unwrap(), "Date");
    }
}
