//! Findings about CORS for a portal without a gateway.

use haulout_devstack::Script;
use serde_json::json;

use crate::fake::{Fake, FakeResponse, ReceivedRequest};
use crate::scene::Scene;

const ORIGIN: &str = "https://portal.example";
const ALL: [&str; 5] = [
    "cors.concierge",
    "cors.keys",
    "cors.metadata",
    "cors.token",
    "cors.version",
];

/// A Supervisor with the redirect URI of a portal on a static host.
async fn static_portal() -> Scene {
    let mut script = Script::default();
    script.clients[0].redirect_uris = vec![format!("{ORIGIN}/callback/")];
    Scene::set(script)
        .await
        .edit("http://127.0.0.1:8080", ORIGIN)
}

#[tokio::test]
async fn cors_option_checks_the_redirect_uri_of_a_static_host() {
    let scene = static_portal().await;
    let report = scene.check(&["--cors", ORIGIN]).await;
    assert_eq!(
        report.get("redirect-uri").subject,
        "https://portal.example/callback/"
    );
    assert_eq!(report.get("issuer.authorize").status, "ok", "{report:#?}");
    let other = "https://other.example";
    let report = scene.check(&["--cors", other]).await;
    let finding = report.get("redirect-uri");
    assert_eq!(finding.status, "warn", "{finding:?}");
    assert!(finding.cure.as_deref().unwrap().contains("publicUrl"));
}

#[tokio::test]
async fn token_request_of_the_cors_check_names_the_client() {
    let issuer = Fake::start(None, |own: &str, received: &ReceivedRequest| {
        match received.path.as_str() {
            "/.well-known/openid-configuration" => {
                let metadata = json!({
                    "issuer": own,
                    "authorization_endpoint": format!("{own}/authorize"),
                    "token_endpoint": format!("{own}/token"),
                    "jwks_uri": format!("{own}/jwks"),
                });
                FakeResponse::from((200, metadata.to_string()))
            }
            // As Keycloak, which has a list of origins for each client.
            "/token" if received.body.contains("client_id=portal") => FakeResponse {
                status: 400,
                headers: vec![(
                    "access-control-allow-origin",
                    "https://known.example".to_owned(),
                )],
                body: json!({"error": "invalid_grant"}).to_string(),
            },
            "/token" => FakeResponse {
                status: 401,
                headers: vec![("access-control-allow-origin", ORIGIN.to_owned())],
                body: json!({"error": "invalid_client"}).to_string(),
            },
            _ => FakeResponse::from((404, String::new())),
        }
    })
    .await;
    let scene = Scene::set(Script::plain()).await;
    let url = scene.stack.issuer().url().to_owned();
    let report = scene
        .edit(&url, &issuer.url)
        .check(&["--cors", ORIGIN])
        .await;
    assert_eq!(report.get("cors.token").status, "fail", "{report:#?}");
}

#[tokio::test]
async fn cors_check_warns_about_private_addresses_for_a_public_page() {
    let scene = static_portal().await;
    scene.stack.set_cors_origin(Some(ORIGIN));
    let report = scene.check(&["--cors", ORIGIN]).await;
    let finding = report.get("cors.local-network");
    assert_eq!(finding.status, "warn", "{finding:?}");
    for name in ["the issuer", "dev", "prod-eu"] {
        assert!(finding.found.contains(name), "{finding:?}");
    }
    let remedy = finding.cure.as_deref().unwrap();
    assert!(remedy.contains("local-network=(self)"), "{remedy}");
    // A page on the same computer may connect to it.
    let report = scene.check(&["--cors", "http://localhost:8000"]).await;
    assert!(
        report
            .findings
            .iter()
            .all(|it| it.id != "cors.local-network")
    );
}

#[tokio::test]
async fn cors_checks_pass_if_the_origin_is_allowed() {
    let scene = static_portal().await;
    scene.stack.set_cors_origin(Some(ORIGIN));
    let report = scene.check(&["--cors", ORIGIN]).await;
    assert_eq!(report.code, Some(0), "{report:#?}");
    assert!(
        ALL.iter().all(|id| report.get(id).status == "ok"),
        "{report:#?}"
    );
}

#[tokio::test]
async fn cors_checks_fail_if_the_origin_is_not_allowed() {
    let scene = static_portal().await;
    for allowed in [None, Some("https://other.example")] {
        scene.stack.set_cors_origin(allowed);
        let report = scene.check(&["--cors", ORIGIN]).await;
        assert!(report.failed_ids().into_iter().eq(ALL), "{report:#?}");
        assert!(
            report
                .remedy_of_failed("cors.concierge")
                .contains("--cors-allowed-origins")
        );
    }
}

#[tokio::test]
async fn cors_option_rejects_a_value_that_is_not_an_origin() {
    let scene = Scene::supervisor().await;
    let (code, text) = scene.run(&["--cors", "data:text/plain,x"]).await;
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("--cors"), "{text}");
}
