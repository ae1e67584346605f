//! Findings about a real token.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use haulout_devstack::{Fault, Script, Stack};
use reqwest::Client;
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::scene::Scene;

const VERIFIER: &str = "a-code-verifier-that-does-not-have-to-be-secret";
const REDIRECT: &str = "http://127.0.0.1:8080/callback";

#[tokio::test]
async fn report_shows_user_and_groups_but_not_the_token() {
    let scene = Scene::set(Script::plain()).await;
    let token = sign_in(&scene.stack).await;
    let file = scene.write("token", &format!("{token}\n"));
    let report = scene.check(&["--token-file", &file]).await;
    assert_eq!(report.code, Some(0), "{report:#?}");
    let found = &report.get("concierge.authenticator").found;
    let expected = "user pinny, groups cluster-viewers, seals, until ";
    assert!(found.starts_with(expected), "{found}");
    for part in token.split('.') {
        assert!(!report.text.contains(part));
    }
    assert!(!report.text.contains("PRIVATE KEY"));
}

#[tokio::test]
async fn check_detects_a_concierge_that_rejects_every_token() {
    let scene = Scene::set(Script::plain()).await;
    let file = scene.write("token", &sign_in(&scene.stack).await);
    scene.stack.set_fault(Fault::ConciergeRefuses, true);
    let report = scene.check(&["--token-file", &file]).await;
    let expected = ["concierge.authenticator"];
    assert!(report.failed_ids().into_iter().eq(expected), "{report:#?}");
    let remedy = report.remedy_of_failed("concierge.authenticator");
    assert!(remedy.contains("JWTAuthenticator `supervisor`"), "{remedy}");
}

#[tokio::test]
async fn check_detects_a_wrong_authenticator_name() {
    let scene = Scene::set(Script::plain()).await;
    let file = scene.write("token", &sign_in(&scene.stack).await);
    let scene = scene.edit("name: supervisor", "name: typo");
    let report = scene.check(&["--token-file", &file]).await;
    let remedy = report.remedy_of_failed("concierge.authenticator");
    assert!(remedy.contains("`typo`"), "{remedy}");
}

#[tokio::test]
async fn remedy_says_that_the_token_has_expired() {
    let scene = Scene::set(Script::plain()).await;
    scene.stack.issuer().clock().set_offset_seconds(-24 * 3600);
    let file = scene.write("token", &sign_in(&scene.stack).await);
    let report = scene.check(&["--token-file", &file]).await;
    let remedy = report.remedy_of_failed("concierge.authenticator");
    assert!(remedy.contains("expired"), "{remedy}");
}

#[tokio::test]
async fn token_for_another_audience_is_not_sent() {
    let scene = Scene::set(Script::plain()).await;
    let file = scene.write("token", &sign_in(&scene.stack).await);
    let scene = scene.edit("    concierge:", "    audience: dev-19c2\n    concierge:");
    let report = scene.check(&["--token-file", &file]).await;
    let finding = report.get("concierge.authenticator");
    assert_eq!(finding.status, "warn");
    assert!(finding.found.contains("portal"), "{finding:?}");
    assert!(finding.cure.as_deref().unwrap().contains("`dev-19c2`"));
    let remedy = report.remedy_of_failed("cluster.audience");
    assert!(remedy.contains("Remove `audience`"), "{remedy}");
}

#[tokio::test]
async fn token_is_sent_to_a_cluster_without_a_concierge() {
    let scene = Scene::set(Script::plain()).await;
    let file = scene.write("token", &sign_in(&scene.stack).await);
    let from = "concierge: {authenticator: {type: jwt, name: supervisor}}";
    let scene = scene.edit(from, "concierge: none");
    let report = scene.check(&["--token-file", &file]).await;
    // The devstack's API server accepts only certificates.
    let remedy = report.remedy_of_failed("cluster.token");
    assert!(remedy.contains("--oidc-issuer-url"), "{remedy}");
    assert!(report.get("cluster.token").found.contains("401"));
}

/// A signed JWT with these claims, which no cluster accepts.
fn token_with(claims: &Value) -> String {
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let header = part(&json!({"alg": "RS256", "kid": "k"}));
    format!(
        "{header}.{}.{}",
        part(claims),
        BASE64_URL_SAFE_NO_PAD.encode([7; 256])
    )
}

#[tokio::test]
async fn remedy_for_a_webhook_is_its_log() {
    let scene = Scene::set(Script::plain()).await;
    let file = scene.write("token", &sign_in(&scene.stack).await);
    let scene = scene.edit("type: jwt, name: supervisor", "type: webhook, name: ours");
    let report = scene.check(&["--token-file", &file]).await;
    let remedy = report.remedy_of_failed("concierge.authenticator");
    assert!(
        remedy.contains("WebhookAuthenticator `ours`") && remedy.contains("webhook's log"),
        "{remedy}"
    );
}

#[tokio::test]
async fn remedy_names_issuer_audience_and_claim_for_a_token_without_username() {
    let scene = Scene::set(Script::plain()).await;
    let issuer = scene.stack.issuer().url().to_owned();
    let file = scene.write(
        "token",
        &token_with(&json!({"iss": issuer, "aud": "portal", "exp": 4_000_000_000_u64, "email": "a@b.example"})),
    );
    let report = scene.check(&["--token-file", &file]).await;
    let remedy = report.remedy_of_failed("concierge.authenticator");
    for expected in [
        "JWTAuthenticator `supervisor`",
        &issuer,
        "`portal`",
        "`claims.username`",
    ] {
        assert!(remedy.contains(expected), "{expected}: {remedy}");
    }
    assert!(!remedy.contains("scope"), "{remedy}");
}

#[tokio::test]
async fn remedy_names_what_the_token_lacks_of_the_configured_claims() {
    let scene = Scene::set(Script::plain()).await;
    let issuer = scene.stack.issuer().url().to_owned();
    let with = |more: Value| {
        let mut claims = json!({"iss": issuer, "aud": "portal", "exp": 4_000_000_000_u64});
        let more = more.as_object().unwrap().clone();
        claims.as_object_mut().unwrap().extend(more);
        token_with(&claims)
    };
    let scene = scene.edit(
        "authenticator: {type: jwt, name: supervisor}",
        "authenticator: {type: jwt, name: supervisor}, claims: {username: email, \
         claimValidationRules: [{claim: hd, requiredValue: acme.example}]}",
    );
    for (claims, expected) in [
        (json!({"username": "pinny"}), "`email`"),
        (json!({"email": "a@b.example"}), "`acme.example`"),
        (
            json!({"email": "a@b.example", "email_verified": false, "hd": "acme.example"}),
            "not verified",
        ),
    ] {
        let file = scene.write("token", &with(claims));
        let report = scene.check(&["--token-file", &file]).await;
        let remedy = report.remedy_of_failed("concierge.authenticator");
        assert!(remedy.contains(expected), "{expected}: {remedy}");
    }
}

#[tokio::test]
async fn remedy_names_the_scope_that_a_supervisor_needs_for_a_username() {
    let scene = Scene::supervisor().await;
    let issuer = scene.stack.issuer().url().to_owned();
    let claims = json!({"iss": issuer, "aud": ["dev-19c2"], "exp": 4_000_000_000_u64});
    let file = scene.write("token", &token_with(&claims));
    let report = scene.check(&["--token-file", &file]).await;
    let remedy = report.remedy_of_failed("concierge.authenticator");
    assert!(remedy.contains("`issuer.scopes`"), "{remedy}");
}

#[tokio::test]
async fn remedy_names_the_issuer_of_a_token_from_elsewhere() {
    let scene = Scene::set(Script::plain()).await;
    let claims = json!({"iss": "https://other.example", "aud": "portal", "exp": 4_000_000_000_u64});
    let file = scene.write("token", &token_with(&claims));
    let report = scene.check(&["--token-file", &file]).await;
    let remedy = report.remedy_of_failed("concierge.authenticator");
    assert!(remedy.contains("another issuer"), "{remedy}");
}

#[tokio::test]
async fn encrypted_and_opaque_tokens_are_called_that() {
    let scene = Scene::set(Script::plain()).await;
    for (token, expected) in [
        ("aGVhZGVy.a2V5.aXY.dGV4dA.dGFn", "encrypted"),
        ("ory_at_0123456789abcdef", "opaque"),
        (r#"{"id_token": "a.b.c"}"#, "opaque"),
    ] {
        let file = scene.write("token", token);
        let report = scene.check(&["--token-file", &file]).await;
        report.remedy_of_failed("concierge.authenticator");
        let found = &report.get("concierge.authenticator").found;
        assert!(found.contains(expected), "{found}");
    }
}

#[tokio::test]
async fn check_exits_with_2_if_the_token_file_is_missing() {
    let scene = Scene::set(Script::plain()).await;
    let (code, text) = scene.run(&["--token-file", "/nowhere/token"]).await;
    assert_eq!(code, Some(2));
    assert!(text.contains("/nowhere/token"), "{text}");
}

/// Signs in and returns the ID token.
async fn sign_in(stack: &Stack) -> String {
    let client = Client::builder().redirect(Policy::none()).no_proxy();
    let client = client.build().unwrap();
    let issuer = stack.issuer().url();
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let form = encode(&[
        ("response_type", "code"),
        ("client_id", "portal"),
        ("redirect_uri", REDIRECT),
        ("scope", "openid"),
        ("state", "a-state-of-this-test"),
        ("nonce", "a-nonce-of-this-test"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("username", "pinny"),
        ("password", "haul-out"),
    ]);
    let answer = post(&client, format!("{issuer}/login"), form).await;
    let back = answer.headers()["location"].to_str().unwrap();
    let back = Url::parse(back).unwrap();
    let code = back.query_pairs().find(|(name, _)| name == "code");
    let form = encode(&[
        ("grant_type", "authorization_code"),
        ("client_id", "portal"),
        ("code", &code.expect("a code").1),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ]);
    let answer = post(&client, format!("{issuer}/oauth2/token"), form).await;
    let tokens: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    tokens["id_token"].as_str().unwrap().to_owned()
}

fn encode(pairs: &[(&str, &str)]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(pairs).finish()
}

async fn post(client: &Client, url: String, form: String) -> reqwest::Response {
    let request = client
        .post(url)
        .header("content-type", "application/x-www-form-urlencoded");
    request.body(form).send().await.unwrap()
}
