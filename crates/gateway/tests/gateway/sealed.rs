//! Token mode `sealed`: the page signs in, renews and signs out without ever getting a refresh or access token.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;

use crate::fake::{Reply, UpstreamRequest};
use crate::setup::{
    CANARY, CLIENT, Setup, SignIn, TCR, UPSTREAM_DATE, assert_no_session, concierge_script,
    exchange_form, id_token_for, is_signed_in, issuer_script, metadata, redeem, refresh_form,
    sign_in, start, tcr,
};

#[tokio::test]
async fn a_session_runs_from_start_to_end() {
    let setup = Setup::new().await;
    let mut browser = setup.browser();
    let first_visit = browser.get("/session/config").await;
    assert_eq!(
        (first_visit.status, first_visit.json()),
        (200, json!({"signedIn": false}))
    );

    let started = browser.post_form("/session/start", &[]).await;
    let parameters = started.authorization_parameters();
    let challenge = parameters["code_challenge"].clone();
    assert_eq!(parameters["code_challenge_method"], "S256");
    let started = SignIn::of(&started);
    assert_eq!(started.state.len(), 43);
    let (_, nonce) = started.code.split_once('.').unwrap();
    assert_eq!(nonce.len(), 43);

    let redeemed = redeem(&mut browser, &started).await;
    let asked = setup.issuer.requests().pop().unwrap();
    let expected = json!({
        "access_token": "sealed",
        "token_type": "bearer",
        "expires_in": 120,
        "scope": "openid",
        "id_token": id_token_for(&asked, &format!("{CANARY}-access-1")),
        "refresh_token": "sealed",
        "nonce": nonce,
        "clusters": browser.get("/session/config").await.json()["clusters"],
    });
    assert_eq!(redeemed.json(), expected);
    assert_eq!(redeemed.header("date"), Some(UPSTREAM_DATE));
    assert_eq!(redeemed.header("audit-id"), Some("audit-issuer"));
    assert_eq!(
        browser.cookies.keys().collect::<Vec<_>>(),
        ["__Host-haulout", "__Host-haulout-hint"]
    );
    assert_eq!(
        asked.field("redirect_uri").as_deref(),
        Some("https://portal.example/callback")
    );
    let verifier = asked.field("code_verifier").unwrap();
    assert_eq!(
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)),
        challenge
    );
    let basic = BASE64_STANDARD.encode(format!("{CLIENT}:{CANARY}+secret%3A%2B"));
    assert_eq!(asked.headers["authorization"], format!("Basic {basic}"));
    assert_eq!(
        (asked.field("client_id"), asked.field("state")),
        (None, None)
    );

    let config = browser.get("/session/config").await.json();
    assert_eq!(config["signedIn"], true);
    assert_eq!(config["refreshable"], true);
    assert_eq!(
        config["clusters"][0]["concierge"]["requestUrl"],
        format!("https://portal.example{TCR}")
    );

    let refreshed = browser
        .post_form("/issuer/token", &refresh_form("sealed"))
        .await;
    assert_eq!(refreshed.json()["refresh_token"], "sealed");
    let asked = setup.issuer.requests().pop().unwrap();
    assert_eq!(
        asked.field("refresh_token").as_deref(),
        Some("kanarienvogel-refresh-1")
    );

    let exchanged = browser
        .post_form("/issuer/token", &exchange_form("prod-7f3a", "sealed"))
        .await;
    let expected = json!({
        "access_token": "exchanged.id.token",
        "issued_token_type": "urn:ietf:params:oauth:token-type:jwt",
        "token_type": "N_A",
    });
    assert_eq!(exchanged.json(), expected);
    let asked = setup.issuer.requests().pop().unwrap();
    assert_eq!(
        asked.field("subject_token").as_deref(),
        Some("kanarienvogel-access-2")
    );

    let credential = browser.post_json(TCR, tcr("exchanged.id.token")).await;
    assert_eq!(credential.status, 201);
    assert_eq!(
        credential.json()["status"]["credential"]["clientCertificateData"],
        "certificate"
    );

    let ended = browser.post_json("/session/end", "{}").await;
    let end = format!("{}/demo/end?a=b&client_id={CLIENT}", setup.issuer.url);
    assert_eq!(ended.json(), json!({"end_session_endpoint": end}));
    let asked = setup.issuer.requests().pop().unwrap();
    assert_eq!(asked.path, "/demo/revoke");
    assert_eq!(
        asked.field("token").as_deref(),
        Some("kanarienvogel-refresh-2")
    );
    assert!(browser.cookies.is_empty());
    assert!(!is_signed_in(&mut browser).await);
}

#[tokio::test]
async fn c2_no_token_reaches_the_page_in_any_answer() {
    let setup = Setup::new().await;
    let mut browser = setup.browser();
    let mut seen = String::new();
    for answer in [
        sign_in(&mut browser).await,
        browser
            .post_form("/issuer/token", &refresh_form("sealed"))
            .await,
        browser
            .post_form("/issuer/token", &exchange_form("prod-7f3a", "sealed"))
            .await,
        browser.get("/issuer/jwks").await,
        browser.get("/config.json").await,
        browser.post_json("/session/end", "{}").await,
    ] {
        assert_eq!(answer.status, 200, "{}", answer.body);
        seen += &format!("{:?}{}", answer.headers, answer.body);
    }
    let with_id_tokens = seen.matches(CANARY).count();
    let id_tokens = [(1, 1), (2, 2)].map(|(at, turn)| {
        id_token_for(
            &setup.issuer.requests()[at],
            &format!("{CANARY}-access-{turn}"),
        )
    });
    let of_id_tokens: usize = id_tokens
        .iter()
        .map(|token| seen.matches(token.as_str()).count())
        .sum();
    assert_eq!((with_id_tokens, of_id_tokens), (2, 2), "{seen}");
}

#[tokio::test]
async fn c1_a_code_of_another_browser_is_not_redeemed() {
    let setup = Setup::new().await;
    let mut victim = setup.browser();
    let started = start(&mut victim).await;

    let mut stranger = setup.browser();
    assert_eq!(
        redeem(&mut stranger, &started).await.code(),
        "HAULOUT_SIGN_IN_REQUIRED"
    );
    stranger.post_form("/session/start", &[]).await;
    assert_eq!(
        redeem(&mut stranger, &started).await.code(),
        "HAULOUT_STATE_MISMATCH"
    );
    assert_eq!(
        redeem(&mut stranger, &SignIn::forged("")).await.code(),
        "HAULOUT_STATE_MISMATCH"
    );
    assert_eq!(setup.issuer.count("/demo/token"), 0);
}

#[tokio::test]
async fn c1_a_sign_in_is_redeemed_once_even_when_the_issuer_refuses() {
    let setup = Setup::with(
        |url, asked| match asked.path.as_str() {
            "/demo/token" => Reply::json(400, json!({"error": "invalid_grant"})),
            _ => issuer_script(url, asked),
        },
        concierge_script,
    )
    .await;
    let mut browser = setup.browser();
    let started = start(&mut browser).await;
    let refused = redeem(&mut browser, &started).await;
    assert_eq!(
        (refused.status, refused.json()),
        (400, json!({"error": "invalid_grant"}))
    );
    assert_eq!(
        redeem(&mut browser, &started).await.code(),
        "HAULOUT_SIGN_IN_REQUIRED"
    );
    assert_eq!(setup.issuer.count("/demo/token"), 1);
}

#[tokio::test]
async fn c1_page_may_send_only_handles_in_place_of_tokens() {
    let setup = Setup::new().await;
    let mut browser = setup.signed_in().await;
    let before = setup.issuer.count("/demo/token");
    for form in [
        &refresh_form("kanarienvogel-refresh-9")[..],
        &exchange_form("prod-7f3a", "real")[..],
    ] {
        assert_eq!(
            browser.post_form("/issuer/token", form).await.code(),
            "HAULOUT_REQUEST_INVALID"
        );
    }
    let foreign_audience = browser
        .post_form("/issuer/token", &exchange_form("other", "sealed"))
        .await;
    assert_eq!(foreign_audience.code(), "HAULOUT_REQUEST_INVALID");
    let twice = [
        ("client_id", CLIENT),
        ("client_id", CLIENT),
        ("grant_type", "refresh_token"),
    ];
    assert_eq!(
        browser.post_form("/issuer/token", &twice).await.code(),
        "HAULOUT_REQUEST_INVALID"
    );
    assert_eq!(setup.issuer.count("/demo/token"), before);
}

#[tokio::test]
async fn c10_issuer_error_is_forwarded_and_the_session_is_kept() {
    let setup = Setup::new().await;
    let mut browser = setup.signed_in().await;
    browser
        .post_form("/issuer/token", &refresh_form("sealed"))
        .await;
    let refused = browser
        .post_form("/issuer/token", &refresh_form("sealed"))
        .await;
    let expected = json!({
        "error": "invalid_grant",
        "error_description": "The refresh token is malformed or not valid.",
    });
    assert_eq!((refused.status, refused.json()), (400, expected));
    assert!(refused.cookies().is_empty());
    assert_eq!(refused.header("audit-id"), Some("audit-issuer"));
}

#[tokio::test]
async fn an_id_token_of_another_access_token_is_refused() {
    let setup = Setup::with(
        |url, asked| match asked.path.as_str() {
            "/demo/token" => {
                let body =
                    json!({"access_token": "a", "token_type": "bearer", "id_token": id_token_for(asked, "b")});
                Reply::json(200, body)
            }
            _ => issuer_script(url, asked),
        },
        concierge_script,
    )
    .await;
    assert_no_session(&setup, "HAULOUT_ID_TOKEN_INVALID").await;
}

#[tokio::test]
async fn c1_an_id_token_with_another_nonce_is_refused() {
    // A code names the nonce of its sign-in.
    for code in ["code.of-another-sign-in", "code"] {
        let script = move |url: &str, asked: &UpstreamRequest| match asked.path.as_str() {
            "/demo/token" => {
                let mut other = asked.clone();
                other.body = format!("code={code}");
                let body = json!({"access_token": "a", "token_type": "bearer", "id_token": id_token_for(&other, "a")});
                Reply::json(200, body)
            }
            _ => issuer_script(url, asked),
        };
        let setup = Setup::with(script, concierge_script).await;
        assert_no_session(&setup, "HAULOUT_ID_TOKEN_INVALID").await;
    }
}

#[tokio::test]
async fn c11_sign_out_succeeds_if_the_issuer_refuses_or_times_out() {
    for reply in [Reply::json(503, "{}"), Reply::silence()] {
        let setup = Setup::with(
            move |url, asked| match asked.path.as_str() {
                "/demo/revoke" => reply.clone(),
                _ => issuer_script(url, asked),
            },
            concierge_script,
        )
        .await;
        let mut browser = setup.signed_in().await;
        let started = Instant::now();
        tokio::time::pause();
        let ended = browser.post_json("/session/end", "{}").await;
        tokio::time::resume();
        let end = format!("{}/demo/end?a=b&client_id={CLIENT}", setup.issuer.url);
        assert_eq!(
            (ended.status, ended.json()),
            (200, json!({"end_session_endpoint": end}))
        );
        assert!(browser.cookies.is_empty());
        // A user who closes the tab before the response keeps the cookie.
        assert!(started.elapsed() <= Duration::from_secs(4));
    }
}

#[tokio::test]
async fn c11_sign_out_without_a_session_sends_no_request() {
    let setup = Setup::new().await;
    let ended = setup.browser().post_json("/session/end", "{}").await;
    assert_eq!(
        (ended.status, ended.json(), ended.cookies().len()),
        (200, json!({}), 2)
    );
    assert!(setup.issuer.requests().is_empty());
}

#[tokio::test]
async fn d1_a_metadata_document_cannot_send_secrets_to_another_host() {
    let elsewhere = crate::fake::Fake::start(issuer_script).await;
    let token_endpoint = format!("{}/demo/token", elsewhere.url);
    let setup = Setup::with(
        move |url, asked| {
            let mut document = metadata(url);
            document["token_endpoint"] = json!(token_endpoint);
            if asked.path.ends_with("openid-configuration") {
                return Reply::json(200, document);
            }
            issuer_script(url, asked)
        },
        concierge_script,
    )
    .await;
    let answer = sign_in(&mut setup.browser()).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (502, "HAULOUT_ISSUER_INVALID")
    );
    assert!(elsewhere.requests().is_empty());
}
