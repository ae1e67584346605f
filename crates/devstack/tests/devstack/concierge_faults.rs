//! Each fault of a Concierge or its cluster has its effect, on the cluster for which it is on.

use std::time::{Duration, Instant};

use haulout_devstack::{Cluster, Fault, Script};
use reqwest::StatusCode;
use serde_json::Value;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use crate::support::{Scene, ask_concierge, credential_request, https, try_request};

/// Long enough for a response on loopback, and short enough to wait for a timeout.
const PATIENCE: Duration = Duration::from_millis(100);

#[tokio::test]
async fn an_overloaded_concierge_sends_retry_after() {
    let scene = Scene::supervisor().await;
    scene.dev().set_fault(Fault::Concierge429, true);
    let response = request(scene.dev()).await.unwrap();
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(response.headers()["retry-after"], "1");
    let status: Value = response.json().await.unwrap();
    assert_eq!(
        (&status["kind"], &status["code"]),
        (&"Status".into(), &429.into())
    );
}

#[tokio::test]
async fn the_api_server_answers_in_plain_text_for_an_absent_concierge() {
    let scene = Scene::supervisor().await;
    scene.dev().set_fault(Fault::ConciergeAbsent, true);
    let response = request(scene.dev()).await.unwrap();
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(
        response.headers()["content-type"],
        "text/plain; charset=utf-8"
    );
    let text = response.text().await.unwrap();
    assert!(
        text.starts_with("error trying to reach service: dial tcp "),
        "{text}"
    );
}

#[tokio::test]
async fn doubled_headers_are_in_responses_of_issuer_and_clusters() {
    let scene = Scene::supervisor().await;
    scene.stack.set_fault(Fault::DoubledHeaders, true);
    let keys = scene.http.get(scene.endpoint("/jwks.json")).send().await;
    for response in [keys.unwrap(), request(scene.dev()).await.unwrap()] {
        for name in ["date", "content-type", "audit-id"] {
            let values: Vec<_> = response.headers().get_all(name).iter().collect();
            assert_eq!(values.len(), 2, "{name}: {values:?}");
            assert_eq!(values[0], values[1]);
        }
    }
}

#[tokio::test]
async fn a_hanging_concierge_affects_no_other_cluster() {
    let scene = Scene::supervisor().await;
    scene.dev().set_fault(Fault::ConciergeHangs, true);
    let asked = tokio::time::timeout(PATIENCE, request(scene.dev()));
    assert!(asked.await.is_err(), "no answer may come");
    let other = scene.stack.cluster("prod-eu").unwrap();
    assert_eq!(ask_concierge(other, "x").await.0, StatusCode::CREATED);
    assert!(version(scene.dev()).await.is_ok(), "its API server answers");
}

#[tokio::test]
async fn a_slow_concierge_responds_late_and_correctly() {
    let scene = Scene::set(Script {
        slowness: PATIENCE,
        ..Script::default()
    })
    .await;
    let token = scene.cluster_token(scene.dev()).await;
    scene.dev().set_fault(Fault::ConciergeSlow, true);
    let asked = Instant::now();
    let (_, answer) = ask_concierge(scene.dev(), &token).await;
    assert!(answer["status"]["credential"].is_object());
    assert!(asked.elapsed() >= PATIENCE);
}

#[tokio::test]
async fn a_truncated_response_ends_with_its_connection() {
    let scene = Scene::supervisor().await;
    scene.dev().set_fault(Fault::ConciergeTruncated, true);
    // Over HTTP/2, the connection may close before the response head arrives; in both cases the response is incomplete.
    if let Ok(response) = request(scene.dev()).await {
        assert_eq!(response.status(), StatusCode::CREATED);
        assert!(response.bytes().await.is_err());
    }
    scene.dev().set_fault(Fault::ConciergeTruncated, false);
    assert!(request(scene.dev()).await.unwrap().bytes().await.is_ok());
}

#[tokio::test]
async fn a_cluster_that_is_down_closes_new_and_old_connections() {
    let scene = Scene::supervisor().await;
    let url = format!("{}/version", scene.dev().url());
    let http = https(scene.dev(), None);
    assert!(http.get(&url).send().await.is_ok());
    scene.dev().set_fault(Fault::ApiServerDown, true);
    assert!(
        http.get(&url).send().await.is_err(),
        "the connection from before"
    );
    assert!(version(scene.dev()).await.is_err(), "a new one");
    assert!(
        request(scene.dev()).await.is_err(),
        "the Concierge behind it"
    );
    let other = scene.stack.cluster("prod-eu").unwrap();
    assert!(version(other).await.is_ok(), "its neighbour works on");
    scene.dev().set_fault(Fault::ApiServerDown, false);
    assert!(http.get(&url).send().await.is_ok());
}

#[tokio::test]
async fn offline_affects_issuer_and_clusters() {
    let scene = Scene::supervisor().await;
    let keys = async || scene.http.get(scene.endpoint("/jwks.json")).send().await;
    assert!(keys().await.is_ok());
    scene.stack.set_fault(Fault::OfflineLike, true);
    assert!(keys().await.is_err());
    for cluster in scene.stack.clusters() {
        assert!(version(cluster).await.is_err());
    }
    scene.stack.set_fault(Fault::OfflineLike, false);
    assert!(keys().await.is_ok());
    assert!(version(scene.dev()).await.is_ok());
}

#[tokio::test]
async fn offline_closes_a_connection_before_its_first_byte() {
    let scene = Scene::supervisor().await;
    let read = async || {
        let address = scene.dev().url().replace("https://", "");
        let mut stream = TcpStream::connect(address).await.unwrap();
        tokio::time::timeout(PATIENCE, stream.read_u8()).await
    };
    assert!(read().await.is_err(), "a server waits for its caller");
    scene.stack.set_fault(Fault::OfflineLike, true);
    assert!(read().await.unwrap().is_err(), "the connection is over");
}

#[tokio::test]
async fn a_fault_of_another_kind_of_server_is_ignored() {
    let scene = Scene::supervisor().await;
    scene.dev().set_fault(Fault::IssuerDown, true);
    assert!(!scene.dev().has_fault(Fault::IssuerDown));
    scene.stack.issuer().set_fault(Fault::Concierge503, true);
    assert!(!scene.stack.issuer().has_fault(Fault::Concierge503));
}

async fn request(cluster: &Cluster) -> reqwest::Result<reqwest::Response> {
    try_request(cluster, &credential_request(cluster, "x")).await
}

async fn version(cluster: &Cluster) -> reqwest::Result<reqwest::Response> {
    let url = format!("{}/version", cluster.url());
    https(cluster, None).get(url).send().await
}
