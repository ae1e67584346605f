//! Findings about the issuer's metadata and keys.

use serde_json::{Value, json};

use crate::agreement::scene_without_concierge;
use crate::fake_issuer::{self, Deviation};
use crate::scene::Report;

async fn check(deviation: Deviation) -> Report {
    let issuer = fake_issuer::start(deviation).await;
    scene_without_concierge(&issuer).await.check(&[]).await
}

async fn check_metadata(metadata: Vec<(&'static str, Value)>) -> Report {
    check(Deviation {
        metadata,
        ..Deviation::default()
    })
    .await
}

#[tokio::test]
async fn report_names_a_content_coding_that_was_not_requested() {
    let report = check(Deviation {
        coding: Some("gzip"),
        ..Deviation::default()
    })
    .await;
    let found = &report.get("issuer.reachable").found;
    assert!(found.contains("`Content-Encoding: gzip`"), "{found}");
    let remedy = report.remedy_of_failed("issuer.reachable");
    assert!(remedy.contains("Accept-Encoding"), "{remedy}");
}

#[tokio::test]
async fn report_names_the_algorithms_that_no_verifier_accepts() {
    let algorithms = json!(["ES512", "HS256"]);
    let report = check_metadata(vec![("id_token_signing_alg_values_supported", algorithms)]).await;
    let found = &report.get("issuer.keys").found;
    assert!(found.contains("ES512, HS256"), "{found}");
    let remedy = report.remedy_of_failed("issuer.keys");
    assert!(remedy.contains("ES256"), "{remedy}");
}

#[tokio::test]
async fn keycloak_renews_without_the_scope_offline_access() {
    let scopes = || ("scopes_supported", json!(["openid", "offline_access"]));
    let report = check_metadata(vec![scopes()]).await;
    let finding = report.get("issuer.scopes");
    assert_eq!(finding.status, "warn", "{finding:?}");
    assert!(finding.found.contains("most issuers"), "{finding:?}");
    let endpoint = "https://sso.example/realms/acme/protocol/openid-connect/token";
    let report = check_metadata(vec![scopes(), ("token_endpoint", json!(endpoint))]).await;
    let finding = report.get("issuer.scopes");
    assert_eq!(finding.status, "ok", "{finding:?}");
    assert!(finding.found.contains("Keycloak"), "{finding:?}");
}
