//! Outgoing requests: only configured peers and paths, and only the gateway's own headers, for any input.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Request;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::fake::{Fake, Reply, UpstreamRequest};
use crate::setup::{
    Setup, TCR, TCR_UPSTREAM, concierge_script, issuer_script, refresh_form, sign_in, tcr,
};

/// The number of cases for each property.
const CASES: u32 = 256;

/// A gateway with rate limits high enough for a property test.
async fn patient() -> Setup {
    let limits = "limits: {addressPerMinute: 100000, sessionPerMinute: 100000}\ntitle:";
    Setup::new().await.edit("title:", limits)
}

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().unwrap()
}

fn check<S: Strategy>(strategy: S, test: impl Fn(S::Value)) {
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::with_cases(CASES)
    });
    let result = runner.run(&strategy, |value| {
        test(value);
        Ok(())
    });
    result.unwrap();
}

#[test]
fn d1_any_request_reaches_only_configured_peers_and_paths() {
    let runtime = runtime();
    let (setup, elsewhere) =
        runtime.block_on(async { (patient().await, Fake::start(concierge_script).await) });
    let browser = runtime.block_on(setup.signed_in());
    let host = elsewhere.url.trim_start_matches("http://").to_owned();
    let target = prop_oneof![
        Just(TCR.to_owned()),
        Just("/clusters/prod/version".to_owned()),
        Just("/issuer/token".to_owned()),
        Just("/session/end".to_owned()),
        // The sign-in page has the issuer's metadata and its list of identity providers.
        Just("/".to_owned()),
        Just(format!("{TCR}?url={}", elsewhere.url)),
        Just(format!("/clusters/{host}/version")),
        Just(format!("/clusters/prod%2f..%2f@{host}/version")),
        "/clusters/[a-z%./@:]{0,20}/(version|tokencredentialrequests)",
        "/[a-z0-9%./@:]{0,40}",
    ];
    let value = prop_oneof![
        Just(elsewhere.url.clone()),
        Just(host.clone()),
        "[ -~]{0,40}"
    ];
    let name = prop_oneof![
        Just("x-forwarded-host"),
        Just("forwarded"),
        Just("x-original-url"),
        Just("x-rewrite-url"),
        Just("pinniped_proxy_api_server_url"),
        Just("location"),
        Just("referer"),
    ];
    let method = prop_oneof![Just("GET"), Just("POST"), Just("PUT"), Just("DELETE")];
    check(
        (target, method, name, value),
        |(target, method, name, value)| {
            let session = &browser.cookies["__Host-haulout"];
            let request = Request::builder()
                .method(method)
                .uri(&target)
                .header("host", "portal.example")
                .header("haulout-request", "1")
                .header("content-type", "application/x-www-form-urlencoded")
                .header("cookie", format!("__Host-haulout={session}"))
                .header(name, &value)
                .body(Body::from(format!(
                    "grant_type=refresh_token&refresh_token=sealed&server={value}"
                )));
            // The HTTP library refuses invalid URIs before the gateway sees them.
            if let Ok(request) = request {
                let answer = runtime.block_on(Browser::new(browser.app.clone()).send(request));
                assert_ne!(answer.status, 429);
            }
        },
    );
    let asked = |fake: &Fake| -> BTreeSet<_> {
        let journal = fake.requests().into_iter();
        journal
            .map(|asked| format!("{} {}", asked.method, asked.path))
            .collect()
    };
    assert!(elsewhere.requests().is_empty());
    let to_cluster = asked(&setup.concierge);
    assert_eq!(to_cluster, BTreeSet::from(["GET /version".to_owned()]));
    let ours = [
        "GET /demo/.well-known/openid-configuration",
        "GET /demo/idps",
        "POST /demo/revoke",
        "POST /demo/token",
    ];
    let to_issuer = asked(&setup.issuer);
    assert!(
        to_issuer.iter().all(|line| ours.contains(&line.as_str())),
        "{to_issuer:?}"
    );
}

/// Arbitrary JSON.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map("[a-zA-Z]{1,10}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

#[test]
fn d2_every_body_becomes_the_configured_credential_request() {
    let runtime = runtime();
    let setup = runtime.block_on(patient());
    let browser = runtime.block_on(setup.signed_in());
    let field = prop_oneof![
        Just("token"),
        Just("authenticator"),
        Just("../token"),
        Just("audience"),
    ];
    check(
        (any_json(), any_json(), field, ".{0,60}"),
        |(any, other, field, token)| {
            let mut spec = json!({"token": token, "authenticator": any});
            if field != "token" {
                spec[field] = other.clone();
            }
            let body = json!({"kind": other, "apiVersion": any, "metadata": any, "spec": spec, "status": other});
            let before = setup.concierge.requests().len();
            let answer = runtime.block_on(browser.clone().post_json(TCR, body));
            assert_eq!(answer.status, 201, "{}", answer.body);
            let journal = setup.concierge.requests();
            let asked = &journal[before..];
            assert_eq!(asked.len(), 1);
            assert_eq!(
                (asked[0].method.as_str(), asked[0].path.as_str()),
                ("POST", TCR_UPSTREAM)
            );
            let sent: Value = serde_json::from_str(&asked[0].body).unwrap();
            let expected = json!({
                "kind": "TokenCredentialRequest",
                "apiVersion": "login.concierge.pinniped.dev/v1alpha1",
                "metadata": {"creationTimestamp": null},
                "spec": {"token": token, "authenticator": {
                    "apiGroup": "authentication.concierge.pinniped.dev",
                    "kind": "JWTAuthenticator",
                    "name": "supervisor",
                }},
                "status": {},
            });
            assert_eq!(sent, expected);
        },
    );
    check(any_json(), |body| {
        let before = setup.concierge.requests().len();
        let is_request = body["spec"]["token"].is_string();
        let answer = runtime.block_on(browser.clone().post_json(TCR, &body));
        assert_eq!(answer.status, if is_request { 201 } else { 400 }, "{body}");
        let asked = setup.concierge.requests().len() - before;
        assert_eq!(asked, usize::from(is_request), "{body}");
    });
    let is_the_one = |asked: &UpstreamRequest| asked.method == "POST" && asked.path == TCR_UPSTREAM;
    assert!(setup.concierge.requests().iter().all(is_the_one));
}

#[tokio::test]
async fn d3_two_hundred_spellings_of_a_header_change_nothing() {
    let setup = patient().await;
    let browser = setup.signed_in().await;
    let session = &browser.cookies["__Host-haulout"];
    let words = [
        "impersonate-user",
        "impersonate-group",
        "impersonate-uid",
        "impersonate-extra-scopes",
        "x-remote-user",
        "x-remote-group",
        "x-remote-extra-acme",
        "authorization",
        "proxy-authorization",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
        "x-forwarded-user",
        "x-forwarded-uri",
        "x-real-ip",
        "forwarded",
        "via",
        "te",
        "trailer",
        "keep-alive",
        "proxy-connection",
        "upgrade",
        "x-http-method-override",
        "x-original-url",
        "audit-id",
    ];
    let spellings = |word: &str| {
        let dotted = word.replace('-', ".");
        [
            word.to_owned(),
            word.to_uppercase(),
            word.replace('-', "_"),
            word.replacen('-', "_", 1),
            dotted,
            format!("{word}-"),
            format!("-{word}"),
            format!("x-{word}"),
        ]
    };
    let mut seen = BTreeSet::new();
    let mut sent = 0;
    for name in words.iter().flat_map(|word| spellings(word)) {
        let request = Request::builder()
            .method("POST")
            .uri(TCR)
            .header("host", "portal.example")
            .header("haulout-request", "1")
            .header("content-type", "application/json")
            .header("connection", &name)
            .header(&name, "evil")
            .header("cookie", format!("__Host-haulout={session}"))
            .body(Body::from(tcr("t").to_string()))
            .unwrap();
        let answer = Browser::new(browser.app.clone()).send(request).await;
        assert_eq!(answer.status, 201, "{name}: {}", answer.body);
        sent += 1;
        let headers = setup.concierge.requests().pop().unwrap().headers;
        seen.insert(format!("{headers:?}"));
    }
    assert_eq!((sent, seen.len()), (200, 1), "{seen:?}");
}

#[tokio::test]
async fn d6_redirects_are_not_followed_and_requests_are_not_retried() {
    let elsewhere = Fake::start(issuer_script).await;
    for status in [301, 302, 303, 307, 308] {
        let to = elsewhere.url.clone();
        let redirect = move || Reply::json(status, "").with("location", &to);
        let (one, other) = (redirect.clone(), redirect);
        let issuer =
            move |url: &str, asked: &UpstreamRequest| match asked.field("grant_type").as_deref() {
                Some("refresh_token") => one(),
                _ => issuer_script(url, asked),
            };
        let setup = Setup::with(issuer, move |_, _| other()).await;
        let mut browser = setup.browser();
        assert_eq!(sign_in(&mut browser).await.status, 200);
        for answer in [
            browser
                .post_form("/issuer/token", &refresh_form("sealed"))
                .await,
            browser.post_json(TCR, tcr("t")).await,
            browser.get("/clusters/prod/version").await,
        ] {
            assert_eq!(
                (answer.status, answer.header("location")),
                (502, None),
                "{status}"
            );
        }
        assert_eq!(
            (
                setup.issuer.count("/demo/token"),
                setup.concierge.requests().len()
            ),
            (2, 2)
        );
    }
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn d5_hostile_json_ends_as_a_clean_failure() {
    let deep =
        |open: &str, close: &str| format!("{}1{}", open.repeat(20_000), close.repeat(20_000));
    let bodies = [
        deep("[", "]"),
        deep(r#"{"message":"#, "}"),
        deep(r#"{"status":["#, "]}"),
        r#"{"status":{"message":"a"},"status":{"message":"b"}}"#.to_owned(),
        r#"{"access_token":"a","access_token":"b","token_type":"bearer"}"#.to_owned(),
        r#"{"access_token":1,"token_type":[],"status":7}"#.to_owned(),
        r#"{"access_token":null,"token_type":null,"status":null}"#.to_owned(),
        "\u{feff}{}".to_owned(),
        "\"\\ud800\"".to_owned(),
        "[]".to_owned(),
        "1e999".to_owned(),
        String::new(),
        "{}{}".to_owned(),
    ];
    for body in bodies {
        let start: String = body.chars().take(40).collect();
        let (one, other) = (body.clone(), body);
        let issuer =
            move |url: &str, asked: &UpstreamRequest| match asked.field("grant_type").as_deref() {
                Some("refresh_token") => Reply::json(200, &one),
                _ => issuer_script(url, asked),
            };
        let setup = Setup::with(issuer, move |_, _| Reply::json(200, &other)).await;
        let mut browser = setup.signed_in().await;
        for answer in [
            browser
                .post_form("/issuer/token", &refresh_form("sealed"))
                .await,
            browser.post_json(TCR, tcr("t")).await,
            browser.get("/clusters/prod/version").await,
        ] {
            assert_eq!(answer.status, 502, "{start}: {}", answer.body);
            assert!(answer.code().starts_with("HAULOUT_"), "{start}");
        }
    }
}
