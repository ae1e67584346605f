//! An issuer with https and a certificate authority of its own.

use haulout_devstack::{ExternalIssuer, Script};
use reqwest::StatusCode;

use crate::support::{Scene, ask_concierge, text, trusting};

#[tokio::test]
async fn an_issuer_serves_https_by_its_own_authority() {
    let script = Script {
        issuer_https: true,
        ..Script::plain()
    };
    let mut scene = Scene::set(script).await;
    let issuer = scene.stack.issuer();
    assert!(issuer.url().starts_with("https://127.0.0.1:"));
    let metadata = scene.endpoint("/.well-known/openid-configuration");
    assert!(scene.http.get(metadata).send().await.is_err());

    scene.http = trusting(issuer.ca_pem().unwrap());
    let token = text(&scene.tokens().await["id_token"]);
    let (status, answer) = ask_concierge(scene.dev(), &token).await;
    assert_eq!(status, StatusCode::CREATED);
    assert!(answer["status"]["credential"].is_object(), "{answer}");
}

#[tokio::test]
async fn a_concierge_trusts_an_external_issuer_by_its_authority_only() {
    let script = Script {
        issuer_https: true,
        ..Script::plain()
    };
    let mut outside = Scene::set(script).await;
    let ca_pem = outside.stack.issuer().ca_pem().unwrap().to_owned();
    outside.http = trusting(&ca_pem);
    let token = text(&outside.tokens().await["id_token"]);
    for (ca_pem, trusted) in [(Some(ca_pem), true), (None, false)] {
        let script = Script {
            external_issuer: Some(ExternalIssuer {
                url: outside.stack.issuer().url().to_owned(),
                audience: "portal".to_owned(),
                username_claim: "username".to_owned(),
                groups_claim: "groups".to_owned(),
                ca_pem,
            }),
            ..Script::plain()
        };
        let inside = Scene::set(script).await;
        let (_, answer) = ask_concierge(inside.dev(), &token).await;
        assert_eq!(
            answer["status"]["credential"].is_object(),
            trusted,
            "{answer}"
        );
    }
}
