//! Discovery, pages and the authorization endpoint.

use haulout_devstack::Script;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{REDIRECT, STATE, Scene, location, query};

async fn metadata(scene: &Scene) -> Value {
    let url = scene.endpoint("/.well-known/openid-configuration");
    scene
        .http
        .get(url)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap()
}

#[tokio::test]
async fn a_supervisor_publishes_exactly_a_supervisors_metadata() {
    let scene = Scene::supervisor().await;
    let issuer = scene.stack.issuer().url().to_owned();
    let expected = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/oauth2/authorize"),
        "token_endpoint": format!("{issuer}/oauth2/token"),
        "jwks_uri": format!("{issuer}/jwks.json"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "offline_access", "pinniped:request-audience", "username", "groups"],
        "claims_supported": ["username", "groups", "additionalClaims"],
        "discovery.supervisor.pinniped.dev/v1alpha1": {
            "pinniped_identity_providers_endpoint": format!("{issuer}/v1alpha1/pinniped_identity_providers"),
        },
    });
    assert_eq!(metadata(&scene).await, expected);
}

#[tokio::test]
async fn a_supervisor_lists_its_identity_providers() {
    let scene = Scene::supervisor().await;
    let url = scene.endpoint("/v1alpha1/pinniped_identity_providers");
    let list: Value = scene
        .http
        .get(url)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let expected = json!({
        "pinniped_identity_providers": [
            {"name": "Acme LDAP", "type": "ldap", "flows": ["cli_password", "browser_authcode"]},
            {"name": "Acme SSO", "type": "oidc", "flows": ["browser_authcode"]},
        ],
        "pinniped_supported_identity_provider_types": [
            {"type": "activedirectory"}, {"type": "github"}, {"type": "ldap"}, {"type": "oidc"},
        ],
    });
    assert_eq!(list, expected);
}

#[tokio::test]
async fn a_plain_issuer_sends_iss_and_a_supervisor_does_not() {
    let plain = Scene::set(Script::plain()).await;
    let promise = "authorization_response_iss_parameter_supported";
    assert_eq!(metadata(&plain).await[promise], true);
    assert_eq!(plain.sign_in().await["iss"], plain.stack.issuer().url());

    let supervisor = Scene::supervisor().await;
    assert!(metadata(&supervisor).await.get(promise).is_none());
    assert!(!supervisor.sign_in().await.contains_key("iss"));
}

#[tokio::test]
async fn the_login_page_shows_the_provider_and_has_security_headers() {
    let scene = Scene::supervisor().await;
    let login = location(&scene.authorize(&scene.request()).await);
    let page = scene.http.get(login).send().await.unwrap();
    let headers = page.headers().clone();
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-"),
        "{policy}"
    );
    assert!(policy.ends_with("frame-ancestors 'none'"), "{policy}");
    assert_eq!(headers["x-frame-options"], "DENY");
    assert_eq!(headers["referrer-policy"], "no-referrer");
    assert_eq!(
        headers["cache-control"],
        "no-cache,no-store,max-age=0,must-revalidate"
    );
    assert!(headers.contains_key("audit-id"));
    let html = page.text().await.unwrap();
    assert!(html.contains("<h1>Sign in to Acme LDAP</h1>"), "{html}");
    assert!(html.contains("Provider type: ldap"), "{html}");
    assert!(
        html.contains("<label for=\"username\">Username</label>"),
        "{html}"
    );
}

#[tokio::test]
async fn a_request_without_a_provider_shows_the_choice() {
    let scene = Scene::supervisor().await;
    let mut request = scene.request();
    request.remove("pinniped_idp_name");
    let chooser = location(&scene.authorize(&request).await);
    assert!(chooser.path().ends_with("/choose_identity_provider"));
    let html = scene
        .http
        .get(chooser)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(
        html.contains(">Acme LDAP</a>") && html.contains(">Acme SSO</a>"),
        "{html}"
    );
}

#[tokio::test]
async fn a_supervisor_offers_the_choice_before_it_validates_the_request() {
    let scene = Scene::supervisor().await;
    let mut request = scene.request();
    request.remove("pinniped_idp_name");
    request.insert("client_id", "stranger".to_owned());
    let chooser = scene.authorize(&request).await;
    assert_eq!(chooser.status(), StatusCode::SEE_OTHER);
    let page = scene.http.get(location(&chooser)).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);

    request.insert("pinniped_idp_name", "Acme SSO".to_owned());
    let refusal = scene.authorize(&request).await;
    assert_eq!(refusal.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn only_the_pinniped_cli_may_send_a_password_in_headers() {
    let scene = Scene::supervisor().await;
    let ask = async |client: &str, password: &str| {
        let mut request = scene.request();
        request.insert("client_id", client.to_owned());
        let url = url::Url::parse_with_params(&scene.endpoint("/oauth2/authorize"), &request);
        let response = scene
            .http
            .get(url.unwrap())
            .header("Pinniped-Username", "pinny")
            .header("Pinniped-Password", password)
            .send()
            .await
            .unwrap();
        query(&location(&response))
    };
    assert!(ask("pinniped-cli", "haul-out").await.contains_key("code"));
    assert_eq!(ask("pinniped-cli", "guess").await["error"], "access_denied");
    let portal = scene.client_id();
    assert_eq!(ask(&portal, "haul-out").await["error"], "access_denied");
}

#[tokio::test]
async fn the_pinniped_cli_gets_its_code_from_a_form() {
    let scene = Scene::supervisor().await;
    let form_post = [
        ("client_id", "pinniped-cli"),
        ("response_mode", "form_post"),
        ("username", "pinny"),
        ("password", "haul-out"),
    ];
    let page = scene.submit(&form_post).await;
    assert_eq!(page.status(), StatusCode::OK);
    let html = page.text().await.unwrap();
    assert!(html.contains(&format!("action=\"{REDIRECT}\"")), "{html}");
    assert!(html.contains("name=\"code\" value=\"pin_ac_"), "{html}");
}

#[tokio::test]
async fn an_unknown_provider_never_redirects_to_the_client() {
    let scene = Scene::supervisor().await;
    let mut request = scene.request();
    request.insert("pinniped_idp_name", "Unknown".to_owned());
    let response = scene.authorize(&request).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    let error: Value = response.json().await.unwrap();
    assert_eq!(error["error"], "invalid_request");
    let text = "\"pinniped_idp_name\" param error: identity provider not found: \"Unknown\"";
    assert_eq!(error["error_description"], text);
}

#[tokio::test]
async fn a_redirect_uri_must_be_registered_except_for_its_loopback_port() {
    let scene = Scene::supervisor().await;
    let status = async |uri: &str| {
        let mut request = scene.request();
        request.insert("redirect_uri", uri.to_owned());
        scene.authorize(&request).await.status()
    };
    assert_eq!(
        status("http://127.0.0.1:65000/callback").await,
        StatusCode::SEE_OTHER
    );
    for wrong in [
        "http://localhost:65000/callback",
        "http://127.0.0.1:65000/elsewhere",
        "https://127.0.0.1/callback",
        "http://user@127.0.0.1/callback",
        "http://127.0.0.1/callback?x=1",
        "https://portal.acme.example/callback",
    ] {
        assert_eq!(status(wrong).await, StatusCode::BAD_REQUEST, "{wrong}");
    }
    let allowed = "https://portal.acme.example/callback";
    assert!(
        scene
            .stack
            .issuer()
            .allow_redirect_uri(&scene.client_id(), allowed)
    );
    assert_eq!(status(allowed).await, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_unknown_client_gets_an_error_without_a_redirect() {
    let scene = Scene::supervisor().await;
    let mut request = scene.request();
    request.insert("client_id", "stranger".to_owned());
    let response = scene.authorize(&request).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    let error: Value = response.json().await.unwrap();
    assert_eq!(error["error"], "invalid_client");
    assert_eq!(error.as_object().unwrap().len(), 2);
}

#[tokio::test]
async fn an_invalid_request_redirects_with_an_error() {
    let scene = Scene::supervisor().await;
    for (name, value, error) in [
        ("state", "short", "invalid_state"),
        ("nonce", "short", "insufficient_entropy"),
        ("response_type", "token", "unsupported_response_type"),
        ("response_mode", "form_post", "unsupported_response_mode"),
        ("scope", "openid everything", "invalid_scope"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("prompt", "none", "login_required"),
    ] {
        let mut request = scene.request();
        request.insert(name, value.to_owned());
        let target = location(&scene.authorize(&request).await);
        assert!(target.as_str().starts_with(REDIRECT), "{target}");
        assert_eq!(query(&target)["error"], error, "{name}={value}");
    }
}

#[tokio::test]
async fn a_wrong_password_shows_an_error_on_the_page() {
    let scene = Scene::supervisor().await;
    let page = scene
        .submit(&[("username", "pinny"), ("password", "guess")])
        .await;
    assert_eq!(page.status(), StatusCode::OK);
    let html = page.text().await.unwrap();
    assert!(
        html.contains("<p role=\"alert\">Incorrect username or password.</p>"),
        "{html}"
    );
    assert!(!html.contains("guess"), "a password is never sent back");
}

#[tokio::test]
async fn denial_redirects_with_access_denied() {
    let scene = Scene::supervisor().await;
    let answer = query(&location(&scene.submit(&[("decision", "deny")]).await));
    assert_eq!(answer["error"], "access_denied");
    assert_eq!(answer["state"], STATE);
    assert!(!answer.contains_key("code"));
}
