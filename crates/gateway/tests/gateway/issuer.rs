//! The requests to the issuer, and the parts of its responses that reach the page.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::json;

use crate::fake::{Reply, UpstreamRequest};
use crate::setup::{
    EXCHANGE, SIGNATURE_CHARS, Setup, TCR, UPSTREAM_DATE, concierge_script, exchange_form,
    issuer_script, metadata, refresh_form, sign_in, tcr,
};

#[tokio::test]
async fn issuer_documents_are_served_with_the_gateways_urls() {
    let setup = Setup::new().await;
    let mut browser = setup.browser();
    let answer = browser
        .get("/issuer/.well-known/openid-configuration")
        .await;
    let url = format!("{}/demo", setup.issuer.url);
    let expected = json!({
        "issuer": url,
        "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": "https://portal.example/issuer/token",
        "jwks_uri": "https://portal.example/issuer/jwks",
        "end_session_endpoint": format!("{url}/end?a=b"),
        "code_challenge_methods_supported": ["S256"],
        "discovery.supervisor.pinniped.dev/v1alpha1":
            {"pinniped_identity_providers_endpoint": "https://portal.example/issuer/identity-providers"},
    });
    assert_eq!(answer.json(), expected);
    assert_eq!(
        (answer.header("date"), answer.header("age")),
        (Some(UPSTREAM_DATE), None)
    );
    let keys = browser.get("/issuer/jwks").await.json();
    assert_eq!(
        keys,
        json!({"keys": [{"kty": "EC", "kid": "k", "crv": "P-256", "x": "eA", "y": "eQ"}]})
    );
    let providers = browser.get("/issuer/identity-providers").await.json();
    let ldap = json!({"name": "Acme LDAP", "type": "ldap", "flows": ["browser_authcode"]});
    assert_eq!(providers, json!({"pinniped_identity_providers": [ldap]}));
}

#[tokio::test]
async fn concurrent_requests_fetch_once_and_cached_documents_have_an_age() {
    let setup = Setup::new().await;
    let browser = setup.browser();
    let crowd = (0..20).map(|_| {
        let mut browser = browser.clone();
        tokio::spawn(async move {
            browser
                .get("/issuer/.well-known/openid-configuration")
                .await
        })
    });
    let mut dated = 0;
    for answer in crowd.collect::<Vec<_>>() {
        let answer = answer.await.unwrap();
        assert_eq!(answer.status, 200);
        dated += usize::from(answer.header("date").is_some());
        assert_eq!(
            answer.header("date").is_some(),
            answer.header("age").is_none()
        );
    }
    assert_eq!((dated, setup.issuer.requests().len()), (1, 1));
}

#[tokio::test]
async fn concurrent_requests_share_one_failed_fetch() {
    let setup = Setup::with(|_, _| Reply::json(503, "busy"), concierge_script).await;
    let browser = setup.browser();
    let crowd = (0..20).map(|_| {
        let mut browser = browser.clone();
        tokio::spawn(async move {
            browser
                .get("/issuer/.well-known/openid-configuration")
                .await
        })
    });
    for answer in crowd.collect::<Vec<_>>() {
        assert_eq!(answer.await.unwrap().code(), "HAULOUT_ISSUER_UNREACHABLE");
    }
    assert_eq!(setup.issuer.requests().len(), 1);
}

#[tokio::test]
async fn keys_are_cached_until_a_token_names_an_unknown_one() {
    for (kid, fetches) in [(Some("k"), 1), (Some("rotated"), 2), (None, 1)] {
        let script = move |url: &str, asked: &UpstreamRequest| {
            let mut header = json!({"alg": "ES256"});
            header["kid"] = json!(kid);
            let [header, claims] = [header, json!({"sub": "s"})]
                .map(|part| BASE64_URL_SAFE_NO_PAD.encode(part.to_string()));
            let token = format!("{header}.{claims}.{:A<SIGNATURE_CHARS$}", "");
            match asked.field("grant_type").as_deref() {
                Some(EXCHANGE) => Reply::json(
                    200,
                    json!({"access_token": token, "token_type": "N_A",
                        "issued_token_type": "urn:ietf:params:oauth:token-type:jwt"}),
                ),
                Some("refresh_token") => Reply::json(
                    200,
                    json!({"access_token": "a", "token_type": "bearer", "id_token": token}),
                ),
                _ => issuer_script(url, asked),
            }
        };
        let setup = Setup::with(script, concierge_script).await;
        for form in [
            &refresh_form("sealed")[..],
            &exchange_form("prod-7f3a", "sealed")[..],
        ] {
            let mut browser = setup.signed_in().await;
            browser.get("/issuer/jwks").await;
            let before = setup.issuer.count("/demo/jwks.json");
            let answer = browser.post_form("/issuer/token", form).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            let keys = browser.get("/issuer/jwks").await;
            assert_eq!(
                setup.issuer.count("/demo/jwks.json") - before + 1,
                fetches,
                "{kid:?}"
            );
            assert_eq!(keys.header("age").is_none(), fetches == 2, "{kid:?}");
        }
    }
}

#[tokio::test]
async fn configured_proxy_is_used_for_the_issuer() {
    let proxy = crate::fake::Fake::start(|_, _| Reply::json(503, "")).await;
    let setup = Setup::new().await;
    let setup = setup.edit("  scopes", &format!("  proxyUrl: {}\n  scopes", proxy.url));
    setup.browser().get("/issuer/jwks").await;
    let asked = proxy.requests().pop().unwrap();
    assert_eq!(
        asked.path,
        format!("{}/demo/.well-known/openid-configuration", setup.issuer.url)
    );
    assert!(setup.issuer.requests().is_empty());
}

#[tokio::test]
async fn failed_fetch_is_not_cached() {
    let calls = std::sync::atomic::AtomicUsize::new(0);
    let setup = Setup::with(
        move |url, asked| match calls.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
            0 => Reply::json(503, "busy").with("retry-after", "7"),
            _ => issuer_script(url, asked),
        },
        concierge_script,
    )
    .await;
    let mut browser = setup.browser();
    let failed = browser
        .get("/issuer/.well-known/openid-configuration")
        .await;
    assert_eq!(
        (failed.status, failed.code().as_str()),
        (502, "HAULOUT_ISSUER_UNREACHABLE")
    );
    assert_eq!(failed.header("retry-after"), Some("7"));
    assert_eq!(
        browser
            .get("/issuer/.well-known/openid-configuration")
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn c9_retry_after_of_the_issuer_reaches_the_page() {
    let table = [
        (429, "<html>", "HAULOUT_RATE_LIMITED", 429),
        (429, r#"{"error":"slow_down"}"#, "HAULOUT_RATE_LIMITED", 429),
        (503, "busy", "HAULOUT_ISSUER_UNREACHABLE", 502),
    ];
    for (status, body, code, expected) in table {
        let script = move |url: &str, asked: &UpstreamRequest| match asked.method.as_str() {
            "POST" => Reply::json(status, body).with("retry-after", "7"),
            _ => issuer_script(url, asked),
        };
        let setup = Setup::with(script, concierge_script).await;
        let answer = sign_in(&mut setup.browser()).await;
        assert_eq!((answer.status, answer.code().as_str()), (expected, code));
        assert_eq!(answer.header("retry-after"), Some("7"));
    }
    for (status, code, expected) in [
        (429, "HAULOUT_RATE_LIMITED", 429),
        (503, "HAULOUT_CONCIERGE_UNREACHABLE", 502),
    ] {
        let concierge = move |_: &str, _: &UpstreamRequest| {
            Reply::json(status, "busy").with("retry-after", "7")
        };
        let setup = Setup::with(issuer_script, concierge).await;
        let mut browser = setup.signed_in().await;
        let answer = browser.post_json(TCR, tcr("token")).await;
        assert_eq!((answer.status, answer.code().as_str()), (expected, code));
        assert_eq!(answer.header("retry-after"), Some("7"));
    }
}

#[tokio::test]
async fn metadata_of_another_issuer_is_refused() {
    let table: [(&str, &str, &str); 9] = [
        (
            "issuer",
            "https://other.example/demo",
            "HAULOUT_ISSUER_MISMATCH",
        ),
        ("issuer", "{url}/demo/", "HAULOUT_ISSUER_MISMATCH"),
        (
            "token_endpoint",
            "https://other.example/token",
            "HAULOUT_ISSUER_INVALID",
        ),
        ("jwks_uri", "/relative", "HAULOUT_ISSUER_INVALID"),
        (
            "jwks_uri",
            "http://:password@{authority}/demo/jwks.json",
            "HAULOUT_ISSUER_INVALID",
        ),
        (
            "jwks_uri",
            "https://{authority}/demo/jwks.json",
            "HAULOUT_ISSUER_INVALID",
        ),
        (
            "authorization_endpoint",
            "http://issuer.example/",
            "HAULOUT_ISSUER_INVALID",
        ),
        (
            "authorization_endpoint",
            "javascript:alert(1)",
            "HAULOUT_ISSUER_INVALID",
        ),
        ("jwks_uri", "", "HAULOUT_ISSUER_INVALID"),
    ];
    for (field, value, code) in table {
        let script = move |url: &str, _: &UpstreamRequest| {
            let mut document = metadata(url);
            let authority = url.trim_start_matches("http://");
            let value = value
                .replace("{url}", url)
                .replace("{authority}", authority);
            document[field] = json!(value);
            Reply::json(200, document)
        };
        let setup = Setup::with(script, concierge_script).await;
        let answer = setup
            .browser()
            .get("/issuer/.well-known/openid-configuration")
            .await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (502, code),
            "{field} {value}"
        );
    }
}

#[tokio::test]
async fn a_list_of_identity_providers_must_be_the_issuers_own() {
    for path in [
        "/other/idps",
        "/demo-of-another/idps",
        "/demo/../other/idps",
        "/demo",
        "/demo?a=/b",
    ] {
        let script = move |url: &str, _: &UpstreamRequest| {
            let mut document = metadata(url);
            document["discovery.supervisor.pinniped.dev/v1alpha1"]["pinniped_identity_providers_endpoint"] =
                json!(format!("{url}{path}"));
            Reply::json(200, document)
        };
        let setup = Setup::with(script, concierge_script).await;
        let answer = setup.browser().get("/issuer/identity-providers").await;
        assert_eq!(answer.code(), "HAULOUT_ISSUER_INVALID", "{path}");
    }
}

#[tokio::test]
async fn a_plain_issuer_has_no_list_of_identity_providers() {
    let script = |url: &str, _: &UpstreamRequest| {
        let mut document = metadata(url);
        document
            .as_object_mut()
            .unwrap()
            .remove("discovery.supervisor.pinniped.dev/v1alpha1");
        Reply::json(200, document)
    };
    let setup = Setup::with(script, concierge_script).await;
    assert_eq!(
        setup
            .browser()
            .get("/issuer/identity-providers")
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn missing_document_of_the_issuer_is_not_an_outage() {
    for (path, route, code, document) in [
        (
            "/demo/.well-known/openid-configuration",
            "/issuer/.well-known/openid-configuration",
            "HAULOUT_ISSUER_INVALID",
            "metadata",
        ),
        (
            "/demo/jwks.json",
            "/issuer/jwks",
            "HAULOUT_SIGNING_KEYS_INVALID",
            "keys",
        ),
        (
            "/demo/idps",
            "/issuer/identity-providers",
            "HAULOUT_IDENTITY_PROVIDERS_INVALID",
            "list of identity providers",
        ),
    ] {
        for (status, outage) in [(404, false), (403, false), (301, false), (408, true)] {
            let script = move |url: &str, asked: &UpstreamRequest| {
                if asked.path == path {
                    return Reply::json(status, "{}");
                }
                issuer_script(url, asked)
            };
            let setup = Setup::with(script, concierge_script).await;
            let answer = setup.browser().get(route).await;
            let code = if outage {
                "HAULOUT_ISSUER_UNREACHABLE"
            } else {
                code
            };
            assert_eq!((answer.status, answer.code().as_str()), (502, code));
            let named = outage || answer.body.contains(document);
            assert!(named, "{}", answer.body);
        }
    }
}
