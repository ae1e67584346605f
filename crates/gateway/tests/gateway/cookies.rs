//! The two cookies: their attributes, their limits, and which gateway can decrypt them.

use axum::body::Body;
use axum::http::{HeaderValue, Request};
use serde_json::json;

use crate::browser::{Answer, Browser};
use crate::fake::{Reply, UpstreamRequest};
use crate::setup::{
    Setup, SignIn, TCR, code_form, concierge_script, id_token_for, is_signed_in, issuer_script,
    redeem, refresh_form, sign_in, start, tcr,
};

#[tokio::test]
async fn c3_session_too_large_for_a_cookie_gets_its_own_code() {
    let setup = Setup::with(
        |url, asked| match asked.path.as_str() {
            "/demo/token" => {
                let body = json!({"access_token": "a", "token_type": "bearer", "id_token": id_token_for(asked, "a"),
                    "refresh_token": "r".repeat(4000)});
                Reply::json(200, body)
            }
            _ => issuer_script(url, asked),
        },
        concierge_script,
    )
    .await;
    let mut browser = setup.browser();
    let answer = sign_in(&mut browser).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (400, "HAULOUT_SESSION_TOO_LARGE")
    );
    assert!(
        answer.json()["error_description"]
            .as_str()
            .unwrap()
            .contains("tokens: page")
    );
    assert!(browser.cookies.is_empty());
}

#[tokio::test]
async fn access_token_is_kept_for_audiences_and_refresh_token_is_optional() {
    let without_refresh = |url: &str, asked: &UpstreamRequest| match asked.path.as_str() {
        "/demo/token" => Reply::json(
            200,
            json!({"access_token": "a".repeat(3500), "token_type": "bearer", "id_token": id_token_for(asked, &"a".repeat(3500))}),
        ),
        _ => issuer_script(url, asked),
    };
    let setup = Setup::with(without_refresh, concierge_script)
        .await
        .edit("    audience: prod-7f3a\n", "");
    let mut browser = setup.signed_in().await;
    assert_eq!(
        browser.get("/session/config").await.json()["refreshable"],
        false
    );
    assert_eq!(
        browser
            .post_form("/issuer/token", &refresh_form("sealed"))
            .await
            .status,
        401
    );
}

#[tokio::test]
async fn c3_cookies_have_every_attribute_and_follow_the_base_path() {
    let attributes = "; Secure; HttpOnly; SameSite=Strict; Max-Age=";
    let setup = Setup::new().await;
    let started = setup.browser().post_form("/session/start", &[]).await;
    let cookie = started.cookies()[0].to_owned();
    assert!(cookie.starts_with("__Host-haulout-login."), "{cookie}");
    assert!(
        cookie.ends_with(&format!("; Path=/{attributes}600")),
        "{cookie}"
    );

    let setup = setup.edit("https://portal.example", "https://portal.example/haulout/");
    let started = setup
        .browser()
        .post_form("/haulout/session/start", &[])
        .await;
    let cookie = started.cookies()[0].to_owned();
    assert!(cookie.starts_with("__Secure-haulout-login."), "{cookie}");
    assert!(
        cookie.ends_with(&format!("; Path=/haulout{attributes}600")),
        "{cookie}"
    );
    assert_eq!(setup.browser().get("/config.json").await.status, 404);
    assert_eq!(
        setup.browser().get("/haulout").await.header("location"),
        Some("/haulout/")
    );
    assert_eq!(setup.browser().get("/haulout/").await.status, 200);
    let config = setup.browser().get("/haulout/config.json").await.json();
    assert_eq!(
        config["redirectUri"],
        "https://portal.example/haulout/callback"
    );
}

#[tokio::test]
async fn c3_a_loopback_portal_without_tls_sets_cookies_that_every_browser_keeps() {
    let setup = Setup::new()
        .await
        .edit("https://portal.example", "http://127.0.0.1:8080");
    let mut browser = setup.browser();
    browser.host = "127.0.0.1:8080";
    let started = browser.post_form("/session/start", &[]).await;
    let cookie = started.cookies()[0].to_owned();
    assert!(cookie.starts_with("haulout-login-8080."), "{cookie}");
    assert!(
        cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict; Max-Age=600"),
        "{cookie}"
    );
}

#[tokio::test]
async fn two_gateways_on_one_host_keep_their_sessions() {
    let mut cookies = std::collections::BTreeMap::new();
    for host in [
        "portal.example",
        "portal.example:8443",
        "portal.example:9443",
    ] {
        let mut setup = Setup::new().await;
        setup.yaml = setup.yaml.replace("portal.example", host);
        let mut browser = setup.browser();
        browser.host = host;
        browser.cookies = cookies;
        let started = start(&mut browser).await;
        let redirect_uri = format!("https://{host}/callback");
        let mut form = code_form(&started);
        form[3] = ("redirect_uri", &redirect_uri);
        let redeemed = browser.post_form("/issuer/token", &form).await;
        assert_eq!(redeemed.status, 200, "{}", redeemed.body);
        assert!(is_signed_in(&mut browser).await);
        cookies = browser.cookies;
    }
    let names: Vec<_> = cookies.keys().map(String::as_str).collect();
    let expected = [
        "__Host-haulout",
        "__Host-haulout-8443",
        "__Host-haulout-9443",
        "__Host-haulout-hint",
        "__Host-haulout-hint-8443",
        "__Host-haulout-hint-9443",
    ];
    assert_eq!(names, expected);
}

#[tokio::test]
async fn c5_cookies_of_another_gateway_or_purpose_open_nothing() {
    let setup = Setup::new().await;
    let mut browser = setup.signed_in().await;
    let session = browser.cookies["__Host-haulout"].clone();
    let mut elsewhere = setup.browser();
    elsewhere.cookies = browser.cookies.clone();
    assert!(!is_signed_in(&mut elsewhere).await);
    browser.cookies.clear();
    let started = start(&mut browser).await;
    let (name, login) = browser.cookies.pop_first().unwrap();
    browser.cookies.insert(name, session);
    assert_eq!(
        redeem(&mut browser, &started).await.code(),
        "HAULOUT_SIGN_IN_REQUIRED"
    );
    browser.cookies.insert("__Host-haulout".to_owned(), login);
    assert!(!is_signed_in(&mut browser).await);
}

#[tokio::test]
async fn a_cookie_of_another_application_does_not_hide_ours() {
    let setup = Setup::new().await;
    let browser = setup.signed_in().await;
    let session = &browser.cookies["__Host-haulout"];
    // Browsers encode the values of `document.cookie` as UTF-8.
    for neighbour in [
        "name=José",
        "=",
        ";;",
        "bare",
        "__Host-haulout=",
        "__Host-haulout=x",
    ] {
        let cookies = format!("{neighbour}; __Host-haulout={session}");
        let request = Request::builder()
            .uri("/session/config")
            .header("host", "portal.example")
            .header(
                "cookie",
                HeaderValue::from_bytes(cookies.as_bytes()).unwrap(),
            );
        let answer = send_alone(&browser, request).await;
        assert_eq!(answer.json()["signedIn"], true, "{neighbour}");
    }
}

#[tokio::test]
async fn c5_session_is_found_among_a_hundred_unreadable_cookies() {
    for (url, host, path, name) in [
        (
            "https://portal.example/haulout/",
            "portal.example",
            "/haulout",
            "__Secure-haulout",
        ),
        (
            "http://127.0.0.1:8080",
            "127.0.0.1:8080",
            "",
            "haulout-8080",
        ),
    ] {
        let setup = Setup::new().await.edit("https://portal.example", url);
        let mut browser = setup.browser();
        browser.host = host;
        let started = browser
            .post_form(&format!("{path}/session/start"), &[])
            .await;
        let started = SignIn::of(&started);
        let redirect_uri = format!("{}/callback", url.trim_end_matches('/'));
        let mut form = code_form(&started);
        form[3] = ("redirect_uri", &redirect_uri);
        // A page that may set cookies for this host sets some with the same names and a longer path.
        let planted = |browser: &Browser| {
            let (name, value) = browser.cookies.first_key_value().unwrap();
            let other: String = value.chars().rev().collect();
            let junk = format!("{name}={}; {name}=x; {name}=; ", &other[..60]);
            format!("{}{name}={value}", junk.repeat(34))
        };
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let request = Request::post(format!("{path}/issuer/token"))
            .header("host", host)
            .header("haulout-request", "1")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", planted(&browser));
        browser.cookies.clear();
        let redeemed = browser.send(request.body(Body::from(form)).unwrap()).await;
        assert_eq!(redeemed.status, 200, "{}", redeemed.body);
        assert!(browser.cookies.contains_key(name), "{:?}", browser.cookies);
        let request = Request::get(format!("{path}/session/config"))
            .header("host", host)
            .header("cookie", planted(&browser));
        let answer = send_alone(&browser, request).await;
        assert_eq!(answer.json()["signedIn"], true);
    }
}

#[tokio::test]
async fn two_sign_ins_side_by_side_both_complete() {
    let setup = Setup::new().await;
    let mut browser = setup.browser();
    let (first, second) = (start(&mut browser).await, start(&mut browser).await);
    for tab in [second, first] {
        let answer = redeem(&mut browser, &tab).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    let names: Vec<_> = browser.cookies.keys().collect();
    assert_eq!(names, ["__Host-haulout", "__Host-haulout-hint"]);
}

#[tokio::test]
async fn c3_cookies_of_abandoned_sign_ins_do_not_accumulate() {
    let setup = Setup::new().await;
    let mut browser = setup.browser();
    for count in 1..=10 {
        let latest = start(&mut browser).await;
        assert_eq!(browser.cookies.len(), count.min(4));
        let answer = redeem(&mut browser.clone(), &latest).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    let ended = browser.post_json("/session/end", "{}").await;
    assert_eq!((ended.status, browser.cookies.len()), (200, 0));
}

/// Sends one request to the same gateway, with its random key, but without the cookie jar.
async fn send_alone(browser: &Browser, request: axum::http::request::Builder) -> Answer {
    let mut other = Browser::new(browser.app.clone());
    other.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_whole_session_runs_under_a_base_path() {
    let setup = Setup::new()
        .await
        .edit("https://portal.example", "https://portal.example/a/b/");
    let mut browser = setup.browser();
    let started = SignIn::of(&browser.post_form("/a/b/session/start", &[]).await);
    let mut form = code_form(&started);
    form[3] = ("redirect_uri", "https://portal.example/a/b/callback");
    let redeemed = browser.post_form("/a/b/issuer/token", &form).await;
    assert_eq!(redeemed.status, 200, "{}", redeemed.body);
    assert!(
        redeemed
            .cookies()
            .iter()
            .all(|cookie| cookie.contains("; Path=/a/b; "))
    );
    let metadata = browser
        .get("/a/b/issuer/.well-known/openid-configuration")
        .await
        .json();
    assert_eq!(
        metadata["token_endpoint"],
        "https://portal.example/a/b/issuer/token"
    );
    let credential = browser.post_json(&format!("/a/b{TCR}"), tcr("t")).await;
    assert_eq!(credential.status, 201);
    for page in [
        "/a/b/",
        "/a/b/callback?code=c",
        "/a/b/assets/haulout-0123abcd.js",
        "/a/b/healthz",
        "/a/b/readyz",
        "/healthz",
        "/readyz",
    ] {
        assert_eq!(browser.get(page).await.status, 200, "{page}");
    }
    for elsewhere in [
        "/",
        "/a",
        "/a/",
        "/a/b/c",
        "/callback",
        "/version",
        "/a/bb/",
    ] {
        assert_eq!(browser.get(elsewhere).await.status, 404, "{elsewhere}");
    }
    browser.post_json("/a/b/session/end", "{}").await;
    assert!(browser.cookies.is_empty());
}

#[tokio::test]
async fn c5_two_keys_rotate_without_losing_a_session() {
    let (a, b) = (
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=",
    );
    let setup = Setup::new()
        .await
        .edit("title:", "sealKeysFile: keys\ntitle:");
    let gateway_with = |keys: &[&str]| {
        std::fs::write(setup.folder.path().join("keys"), keys.join("\n")).unwrap();
        setup.browser().app
    };
    let signed_in_with = async |browser: &mut Browser, keys: &[&str]| {
        browser.app = gateway_with(keys);
        is_signed_in(browser).await
    };
    let mut before = Browser::new(gateway_with(&[a]));
    sign_in(&mut before).await;
    let mut left = before.clone();
    assert!(signed_in_with(&mut before, &[b, a]).await);
    // While both keys are valid, a refresh encrypts with the newer one.
    let refreshed = before
        .post_form("/issuer/token", &refresh_form("sealed"))
        .await;
    assert_eq!(refreshed.status, 200, "{}", refreshed.body);
    assert!(signed_in_with(&mut before, &[b]).await);
    assert!(signed_in_with(&mut left, &[b, a]).await);
    assert!(!signed_in_with(&mut left, &[b]).await);
}
