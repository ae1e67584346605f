//! Token mode `page`: the page keeps the tokens, and the gateway relays requests without storing anything.

use serde_json::json;

use crate::setup::{
    CANARY, CLIENT, Setup, SignIn, TCR, code_form, exchange_form, id_token, refresh_form, tcr,
};

pub(crate) async fn page_mode() -> Setup {
    Setup::new()
        .await
        .edit("  clientSecretFile: secret\n", "")
        .edit("title:", "tokens: page\ntitle:")
}

#[tokio::test]
async fn the_page_gets_real_tokens_and_no_cookies() {
    let setup = page_mode().await;
    let mut browser = setup.browser();
    let started = SignIn::forged("s");
    let mut form = code_form(&started).to_vec();
    assert_eq!(
        browser.post_form("/issuer/token", &form).await.code(),
        "HAULOUT_REQUEST_INVALID"
    );
    form.push(("code_verifier", "the-verifier"));
    form.push(("resource", "surprise"));
    let redeemed = browser.post_form("/issuer/token", &form).await;
    let expected = json!({
        "access_token": format!("{CANARY}-access-1"),
        "token_type": "bearer",
        "expires_in": 120,
        "scope": "openid",
        "id_token": id_token(&format!("{CANARY}-access-1")),
        "refresh_token": format!("{CANARY}-refresh-1"),
    });
    assert_eq!(redeemed.json(), expected);
    assert!(redeemed.cookies().is_empty());
    let asked = setup.issuer.requests().pop().unwrap();
    assert_eq!(
        asked.field("code_verifier").as_deref(),
        Some("the-verifier")
    );
    assert_eq!(asked.field("client_id").as_deref(), Some(CLIENT));
    assert_eq!(
        (asked.field("state"), asked.field("resource")),
        (None, None)
    );
    assert!(!asked.headers.contains_key("authorization"));

    let refreshed = browser
        .post_form("/issuer/token", &refresh_form("kanarienvogel-refresh-1"))
        .await;
    assert_eq!(
        refreshed.json()["refresh_token"],
        format!("{CANARY}-refresh-2")
    );
    let exchanged = browser
        .post_form("/issuer/token", &exchange_form("prod-7f3a", "real-access"))
        .await;
    assert_eq!(exchanged.json()["access_token"], "exchanged.id.token");
    assert_eq!(
        setup
            .issuer
            .requests()
            .pop()
            .unwrap()
            .field("subject_token")
            .as_deref(),
        Some("real-access")
    );
    assert_eq!(browser.post_json(TCR, tcr("t")).await.status, 201);
    assert_eq!(browser.get("/clusters/plain/version").await.status, 200);
}

#[tokio::test]
async fn page_mode_publishes_clusters_and_has_no_session_routes() {
    let setup = page_mode().await;
    let mut browser = setup.browser();
    let config = browser.get("/config.json").await.json();
    let server = &setup.concierge.url;
    let ours = json!({"haulout-request": "1"});
    let expected = json!({
        "title": "Acme clusters",
        "tokens": "page",
        "redirectUri": "https://portal.example/callback",
        "issuer": {
            "url": format!("{}/demo", setup.issuer.url),
            "clientId": CLIENT,
            "scopes": ["openid", "offline_access"],
            "metadataUrl": "https://portal.example/issuer/.well-known/openid-configuration",
            "headers": ours,
        },
        "clusters": [
            {
                "id": "prod", "name": "Production", "server": server, "audience": "prod-7f3a",
                "namespace": "default",
                "concierge": {
                    "requestUrl": format!("https://portal.example{TCR}"),
                    "apiGroupSuffix": "pinniped.dev",
                    "authenticator": {"type": "jwt", "name": "supervisor"},
                },
                "versionUrl": "https://portal.example/clusters/prod/version",
                "headers": ours,
            },
            {
                "id": "plain", "name": "Without an audience", "server": server,
                "concierge": {
                    "requestUrl": "https://portal.example/clusters/plain/tokencredentialrequests",
                    "apiGroupSuffix": "pinniped.dev",
                    "authenticator": {"type": "jwt", "name": "supervisor"},
                },
                "versionUrl": "https://portal.example/clusters/plain/version",
                "headers": ours,
            },
        ],
    });
    assert_eq!(config, expected);
    assert_eq!(browser.post_form("/session/start", &[]).await.status, 404);
    assert_eq!(browser.get("/session/config").await.status, 404);
}

#[tokio::test]
async fn sealed_mode_publishes_cluster_names_only_if_configured() {
    let setup = Setup::new().await;
    let config = setup.browser().get("/config.json").await.json();
    assert_eq!(
        config["session"]["startUrl"],
        "https://portal.example/session/start"
    );
    assert!(
        config.get("clusters").is_none() && config.get("clusterNames").is_none(),
        "{config}"
    );
    let setup = setup.edit("title:", "showClusterNames: true\ntitle:");
    let config = setup.browser().get("/config.json").await.json();
    assert_eq!(
        config["clusterNames"],
        json!(["Production", "Without an audience"])
    );
}
