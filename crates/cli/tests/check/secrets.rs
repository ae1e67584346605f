//! The report contains no secrets, even if a server echoes them.

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde_json::json;

use crate::fake::{Fake, ReceivedRequest};
use crate::scene::{SECRET, Scene};

const CLIENT: &str = "client.oauth.pinniped.dev-portal";

/// Echoes the request in the members that the report quotes.
fn echo(own: &str, received: &ReceivedRequest) -> (u16, String) {
    if received.path.ends_with("/openid-configuration") {
        let metadata = json!({
            "issuer": own,
            "authorization_endpoint": format!("{own}/authorize"),
            "token_endpoint": format!("{own}/token"),
            "jwks_uri": format!("{own}/jwks"),
        });
        return (200, metadata.to_string());
    }
    let authorization = received.headers.get("authorization");
    let authorization = authorization.map_or("", |it| it.to_str().unwrap());
    let decoded = authorization.strip_prefix("Basic ").unwrap_or_default();
    let decoded = String::from_utf8(BASE64_STANDARD.decode(decoded).unwrap_or_default()).unwrap();
    let words = format!(
        "received {authorization} which is {decoded} with {}",
        received.body
    );
    let answer = json!({"error": "refused", "error_description": words, "message": words});
    (403, answer.to_string())
}

#[tokio::test]
async fn report_hides_secrets_that_a_server_echoes() {
    let claims = BASE64_URL_SAFE_NO_PAD.encode(format!(r#"{{"aud":"{CLIENT}"}}"#));
    let header = BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"canary"}"#);
    let token = format!("{header}.{claims}.c2lnbmF0dXJlLWthbmFyaWU");
    let (issuer, cluster) = (Fake::start(None, echo).await, Fake::start(None, echo).await);
    let scene = Scene::supervisor().await;
    let yaml = format!(
        "title: Acme clusters
publicUrl: http://127.0.0.1:8080
issuer: {{url: '{}', clientId: {CLIENT}, clientSecretFile: secret, scopes: [openid]}}
clusters:
  - {{id: dev, name: Development, server: '{}', concierge: none}}
",
        issuer.url, cluster.url
    );
    let scene = Scene { yaml, ..scene };
    let file = scene.write("token", &token);
    for form in ["json", "text"] {
        let more = ["--output", form, "--token-file", &file];
        let (code, text) = scene.run(&more).await;
        assert_eq!(code, Some(1), "{text}");
        // Control: the report does quote the server.
        assert!(text.contains("received Basic [hidden]"), "{text}");
        assert!(text.contains("received Bearer [hidden]"), "{text}");
        let pair = BASE64_STANDARD.encode(format!("{CLIENT}:{SECRET}"));
        for secret in [SECRET, &pair, &token].into_iter().chain(token.split('.')) {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
    }
}
