//! The Concierge responds like the real one.

use haulout_devstack::{ClusterScript, ExternalIssuer, Script};
use reqwest::StatusCode;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use x509_parser::pem::parse_x509_pem;

use crate::support::{Scene, ask_concierge, claims, credential_request, post_request, text};

#[tokio::test]
async fn a_valid_token_gets_a_certificate_of_five_minutes() {
    let scene = Scene::supervisor().await;
    let token = scene.cluster_token(scene.dev()).await;
    let (status, answer) = ask_concierge(scene.dev(), &token).await;
    assert_eq!(status, StatusCode::CREATED);
    assert!(answer["spec"]["token"].is_null(), "it is not repeated");
    let credential = &answer["status"]["credential"];
    assert!(text(&credential["clientKeyData"]).starts_with("-----BEGIN PRIVATE KEY-----\n"));

    let (_, pem) = parse_x509_pem(text(&credential["clientCertificateData"]).as_bytes()).unwrap();
    let certificate = pem.parse_x509().unwrap();
    let validity = certificate.validity();
    let (from, until) = (
        validity.not_before.timestamp(),
        validity.not_after.timestamp(),
    );
    assert_eq!(until - from, 600);
    let issued = claims(&token)["iat"].as_i64().unwrap();
    assert!((until - issued - 300).abs() <= 30, "five minutes from now");
    let announced = validity.not_after.to_datetime().format(&Rfc3339).unwrap();
    assert_eq!(credential["expirationTimestamp"], announced);

    let names: Vec<&str> = certificate
        .subject()
        .iter_common_name()
        .map(|name| name.as_str().unwrap())
        .collect();
    assert_eq!(names, ["pinny"]);
    let components: Vec<usize> = certificate
        .subject()
        .iter_rdn()
        .map(|component| component.iter().count())
        .collect();
    assert_eq!(
        components,
        [2, 1],
        "both groups share one component of the name"
    );
    let usage = certificate.extended_key_usage().unwrap().unwrap();
    assert!(usage.value.client_auth && !usage.value.server_auth);
    let constraints = certificate.basic_constraints().unwrap().unwrap();
    assert!(constraints.critical && !constraints.value.ca);
}

#[tokio::test]
async fn the_response_has_the_field_order_of_the_api() {
    let scene = Scene::supervisor().await;
    let response = post_request(
        scene.dev(),
        &credential_request(scene.dev(), "no.jwt.atall"),
    )
    .await;
    assert_eq!(response.status(), StatusCode::CREATED);
    assert_eq!(response.headers()["content-type"], "application/json");
    assert!(response.headers().contains_key("audit-id"));
    let body = response.text().await.unwrap();
    let expected = "{\"kind\":\"TokenCredentialRequest\",\"apiVersion\":\"login.concierge.pinniped.dev/v1alpha1\",\
        \"metadata\":{\"creationTimestamp\":null},\"spec\":{\"authenticator\":{\"apiGroup\":null,\"kind\":\"\",\"name\":\"\"}},\
        \"status\":{\"message\":\"authentication failed\"}}\n";
    assert_eq!(body, expected);
}

#[tokio::test]
async fn an_empty_token_is_invalid_rather_than_refused() {
    let scene = Scene::supervisor().await;
    let (status, answer) = ask_concierge(scene.dev(), "").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let expected = json!({
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": ".login.concierge.pinniped.dev \"\" is invalid: spec.token.value: Required value: token must be supplied",
        "reason": "Invalid",
        "details": {
            "group": "login.concierge.pinniped.dev",
            "causes": [{
                "reason": "FieldValueRequired",
                "message": "Required value: token must be supplied",
                "field": "spec.token.value",
            }],
        },
        "code": 422,
    });
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn every_wrong_reference_gets_the_same_refusal() {
    let scene = Scene::supervisor().await;
    let token = scene.cluster_token(scene.dev()).await;
    let good = credential_request(scene.dev(), &token);
    for (member, value) in [
        ("name", "another"),
        ("kind", "WebhookAuthenticator"),
        ("apiGroup", "authentication.concierge.acme.example"),
    ] {
        let mut request = good.clone();
        request["spec"]["authenticator"][member] = value.into();
        let response = post_request(scene.dev(), &request).await;
        assert_eq!(response.status(), StatusCode::CREATED);
        let answer: Value = response.json().await.unwrap();
        assert_eq!(
            answer["status"],
            json!({"message": "authentication failed"}),
            "{member}"
        );
    }
    let response = post_request(scene.dev(), &good).await;
    let answer: Value = response.json().await.unwrap();
    assert!(
        answer["status"]["credential"].is_object(),
        "the control: the good request works"
    );
}

#[tokio::test]
async fn a_token_for_another_cluster_is_refused() {
    let scene = Scene::supervisor().await;
    let token = scene
        .cluster_token(scene.stack.cluster("prod-eu").unwrap())
        .await;
    assert_refused(&scene, &token, "wrong audience").await;
}

#[tokio::test]
async fn a_forged_signature_is_refused() {
    let scene = Scene::supervisor().await;
    let token = scene.cluster_token(scene.dev()).await;
    let stranger = Scene::supervisor().await;
    let foreign = stranger.cluster_token(stranger.dev()).await;
    let (signed, _) = token.rsplit_once('.').unwrap();
    let (_, signature) = foreign.rsplit_once('.').unwrap();
    assert_refused(
        &scene,
        &format!("{signed}.{signature}"),
        "no key of the issuer made this signature",
    )
    .await;
    assert_refused(&scene, &foreign, "wrong issuer").await;
}

#[tokio::test]
async fn an_expired_token_is_refused_without_leeway() {
    let scene = Scene::supervisor().await;
    let token = scene.cluster_token(scene.dev()).await;
    scene.dev().set_concierge_offset_seconds(120);
    assert_refused(&scene, &token, "expired").await;
}

#[tokio::test]
async fn a_concierge_can_trust_an_external_issuer() {
    let outside = Scene::set(Script::plain()).await;
    let external = ExternalIssuer {
        url: outside.stack.issuer().url().to_owned(),
        audience: "portal".to_owned(),
        username_claim: "sub".to_owned(),
        groups_claim: "no-such-claim".to_owned(),
        ca_pem: None,
    };
    let script = Script {
        clusters: vec![ClusterScript::new("dev", "Development", None)],
        external_issuer: Some(external),
        ..Script::default()
    };
    let scene = Scene::set(script).await;
    let token = text(&outside.tokens().await["id_token"]);
    let (_, answer) = ask_concierge(scene.dev(), &token).await;
    let pem = text(&answer["status"]["credential"]["clientCertificateData"]);
    let (_, pem) = parse_x509_pem(pem.as_bytes()).unwrap();
    assert_eq!(pem.parse_x509().unwrap().subject().to_string(), "CN=pinny");
}

async fn assert_refused(scene: &Scene, token: &str, reason: &'static str) {
    let (status, answer) = ask_concierge(scene.dev(), token).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(
        answer["status"],
        json!({"message": "authentication failed"})
    );
    let entry = scene
        .stack
        .journal()
        .requests("/tokencredentialrequests")
        .pop()
        .unwrap();
    assert_eq!(entry.note, Some(reason));
}
