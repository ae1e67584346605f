//! Findings about the portal at its public URL.

use haulout_gateway::{Assets, Config, serve};
use tokio::net::TcpListener;

use crate::fake::Fake;
use crate::scene::Scene;

const OURS: &str = r#"{"redirectUri":"http://127.0.0.1:8080/callback"}"#;

#[tokio::test]
async fn public_url_checks_pass_for_the_gateway_itself() {
    let scene = Scene::supervisor().await;
    scene.write(
        "index.html",
        "%lang% %title% %data% %priority% %page% %noscript%",
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let config = Config::from_yaml(&scene.yaml, "test.yaml", scene.folder.path()).unwrap();
    let assets = Assets::load(scene.folder.path()).unwrap();
    let served = tokio::spawn(serve(config, assets, listener, std::future::pending()));
    let report = scene.check(&["--public", &url]).await;
    served.abort();
    assert_eq!(report.code, Some(0), "{report:#?}");
    for id in ["public.reachable", "public.config", "public.headers"] {
        assert_eq!(report.get(id).status, "ok");
    }
}

#[tokio::test]
async fn remedy_for_small_header_buffers_names_the_directive() {
    for status in [400, 431, 494] {
        let proxy = Fake::start(None, move |_, received| {
            let cookies = received.headers.get("cookie").map_or(0, |it| it.len());
            (if cookies > 4096 { status } else { 200 }, OURS.to_owned())
        })
        .await;
        let scene = Scene::supervisor().await;
        let report = scene.check(&["--public", &proxy.url]).await;
        assert!(
            report.failed_ids().into_iter().eq(["public.headers"]),
            "{report:#?}"
        );
        let remedy = report.remedy_of_failed("public.headers");
        assert!(remedy.contains("large_client_header_buffers"), "{remedy}");
    }
}

#[tokio::test]
async fn check_detects_another_portal_at_the_public_url() {
    let other = Fake::start(None, |_, _| {
        (
            200,
            r#"{"redirectUri":"https://other.example/callback"}"#.to_owned(),
        )
    })
    .await;
    let scene = Scene::supervisor().await;
    let report = scene.check(&["--public", &other.url]).await;
    let remedy = report.remedy_of_failed("public.config");
    assert!(remedy.contains("publicUrl"), "{remedy}");
    assert!(report.get("public.config").found.contains("other.example"));
}

#[tokio::test]
async fn check_detects_a_proxy_that_forwards_nothing() {
    let proxy = Fake::start(None, |_, _| (502, String::new())).await;
    let scene = Scene::supervisor().await;
    let report = scene.check(&["--public", &proxy.url]).await;
    assert!(
        report.failed_ids().into_iter().eq(["public.reachable"]),
        "{report:#?}"
    );
    assert!(report.get("public.reachable").found.contains("502"));
}
