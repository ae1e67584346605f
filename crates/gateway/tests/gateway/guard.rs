//! Which requests are accepted: those of the gateway's page on a known host, and none that another site caused.

use axum::body::Body;
use axum::http::Request;

use crate::browser::Answer;
use crate::page_mode::page_mode;
use crate::setup::{Setup, TCR};

type Headers = &'static [(&'static str, &'static str)];

/// Sends a request with exactly these headers and returns the status.
async fn status(setup: &Setup, method: &str, path: &str, headers: &[(&str, &str)]) -> u16 {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    setup
        .browser()
        .send(request.body(Body::from("{}")).unwrap())
        .await
        .status
}

#[tokio::test]
async fn c4_other_sites_reach_no_upstream() {
    let setup = Setup::new().await;
    let foreign: [Headers; 5] = [
        &[("haulout-request", "1"), ("sec-fetch-site", "cross-site")],
        &[("haulout-request", "1"), ("sec-fetch-site", "same-site")],
        &[("haulout-request", "1"), ("origin", "https://evil.example")],
        &[("haulout-request", "1"), ("origin", "null")],
        &[
            ("haulout-request", "1"),
            ("origin", "https://portal.example:8443"),
        ],
    ];
    let guarded = [
        ("GET", "/config.json"),
        ("GET", "/session/config"),
        ("POST", "/session/start"),
        ("POST", "/session/end"),
        ("GET", "/issuer/.well-known/openid-configuration"),
        ("GET", "/issuer/jwks"),
        ("GET", "/issuer/identity-providers"),
        ("POST", "/issuer/token"),
        ("POST", TCR),
        ("GET", "/clusters/prod/version"),
    ];
    for (method, path) in guarded {
        for headers in foreign {
            let headers = [&[("host", "portal.example")], headers].concat();
            assert_eq!(
                status(&setup, method, path, &headers).await,
                403,
                "{method} {path} {headers:?}"
            );
        }
    }
    for (method, path) in guarded.into_iter().filter(|(method, _)| *method == "POST") {
        for value in [None, Some("0"), Some("")] {
            let mut headers = vec![("host", "portal.example")];
            headers.extend(value.map(|value| ("haulout-request", value)));
            assert_eq!(
                status(&setup, method, path, &headers).await,
                403,
                "{method} {path} {headers:?}"
            );
        }
    }
    assert!(setup.issuer.requests().is_empty() && setup.concierge.requests().is_empty());
}

#[tokio::test]
async fn requests_of_the_gateways_page_are_accepted() {
    let setup = Setup::new().await;
    let own = [
        ("host", "portal.example"),
        ("haulout-request", "1"),
        ("content-type", "application/x-www-form-urlencoded"),
        ("sec-fetch-site", "same-origin"),
        ("origin", "https://portal.example"),
    ];
    assert_eq!(status(&setup, "POST", "/session/start", &own).await, 200);
    assert_eq!(
        status(&setup, "POST", "/session/start", &own[..3]).await,
        200
    );
    assert_eq!(status(&setup, "GET", "/config.json", &own[..1]).await, 200);
}

#[tokio::test]
async fn typed_url_may_read_but_not_post() {
    let setup = Setup::new().await;
    let typed = [
        ("host", "portal.example"),
        ("haulout-request", "1"),
        ("sec-fetch-site", "none"),
    ];
    for (method, path, expected) in [
        ("GET", "/config.json", 200),
        ("GET", "/issuer/jwks", 200),
        ("GET", "/session/config", 200),
        ("POST", "/session/start", 403),
        ("POST", "/session/end", 403),
    ] {
        assert_eq!(
            status(&setup, method, path, &typed).await,
            expected,
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn probe_may_use_any_host() {
    let setup = Setup::new().await;
    for (path, expected) in [("/healthz", 200), ("/readyz", 200), ("/version", 421)] {
        let probe = [("host", "10.0.0.7:8080")];
        assert_eq!(
            status(&setup, "GET", path, &probe).await,
            expected,
            "{path}"
        );
    }
}

#[tokio::test]
async fn refusal_of_another_host_names_both_addresses() {
    let setup = Setup::new().await;
    let request = Request::get("/config.json").header("host", "localhost:5173");
    let mut browser = setup.browser();
    let answer = browser.send(request.body(Body::empty()).unwrap()).await;
    let body = answer.json().to_string();
    for part in [
        "HAULOUT_ORIGIN_MISMATCH",
        "https://portal.example",
        "localhost:5173",
        "publicUrl",
    ] {
        assert!(body.contains(part), "{part}: {body}");
    }
}

#[tokio::test]
async fn callback_is_accepted_from_the_issuer() {
    let setup = Setup::new().await;
    let back = [
        ("host", "portal.example"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "navigate"),
    ];
    assert_eq!(
        status(&setup, "GET", "/callback?code=c&state=s", &back).await,
        200
    );
}

#[tokio::test]
async fn d12_only_the_public_host_is_served() {
    let setup = Setup::new().await;
    let table: [(&str, Headers, u16); 10] = [
        ("/", &[("host", "portal.example")], 200),
        ("/", &[("host", "PORTAL.example")], 200),
        // Some proxies always append the port.
        ("/", &[("host", "portal.example:443")], 200),
        ("/", &[("host", "portal.example:80")], 421),
        ("/", &[], 400),
        (
            "/",
            &[("host", "portal.example"), ("host", "portal.example")],
            400,
        ),
        ("/", &[("host", "evil.example")], 421),
        ("/", &[("host", "portal.example:81")], 421),
        ("http://portal.example/", &[("host", "portal.example")], 200),
        ("http://evil.example/", &[("host", "portal.example")], 421),
    ];
    for (path, headers, expected) in table {
        assert_eq!(
            status(&setup, "GET", path, headers).await,
            expected,
            "{path} {headers:?}"
        );
    }
}

/// Sends a request of a browser's navigation, or another one.
async fn open(setup: &Setup, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    setup.browser().send(request).await
}

#[tokio::test]
async fn person_at_a_wrong_address_is_shown_the_portals() {
    let setup = Setup::new().await;
    for (path, host, status, said) in [
        (
            "/",
            "localhost:8080",
            421,
            "The portal has another address.",
        ),
        (
            "/nowhere",
            "portal.example",
            404,
            "There is no page at this address.",
        ),
    ] {
        for headers in [
            [("host", host), ("sec-fetch-mode", "navigate")],
            [("host", host), ("accept", "text/html,*/*;q=0.8")],
        ] {
            let answer = open(&setup, path, &headers).await;
            assert_eq!(answer.status, status);
            let kind = answer.header("content-type");
            assert_eq!(kind, Some("text/html; charset=utf-8"));
            for part in [said, "<a href=\"https://portal.example/\">", "HAULOUT_"] {
                assert!(answer.body.contains(part), "{part}: {}", answer.body);
            }
        }
        let german = [
            ("host", host),
            ("sec-fetch-mode", "navigate"),
            ("accept-language", "de-AT"),
        ];
        let answer = open(&setup, path, &german).await;
        assert!(answer.body.contains("lang=\"de\""), "{}", answer.body);
        for headers in [
            [("host", host), ("sec-fetch-mode", "cors")],
            [("host", host), ("accept", "*/*")],
        ] {
            let answer = open(&setup, path, &headers).await;
            assert_eq!(answer.status, status);
            assert!(answer.json()["code"].is_string());
        }
    }
}

#[tokio::test]
async fn e4_a_body_is_read_up_to_its_bound() {
    let setup = Setup::new().await;
    let mut browser = setup.signed_in().await;
    let fitting = |length: usize| {
        let request = r#"{"spec":{"token":"t"}}"#;
        format!("{request}{}", " ".repeat(length - request.len()))
    };
    assert_eq!(browser.post_json(TCR, fitting(64 * 1024)).await.status, 201);
    let refused = browser.post_json(TCR, fitting(64 * 1024 + 1)).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (413, "HAULOUT_REQUEST_INVALID")
    );
    for bad in [
        "",
        "[]",
        r#"{"spec":{}}"#,
        r#"{"spec":{"token":1}}"#,
        r#"{"spec":{"token":"a","token":"b"}}"#,
        r#"{"spec":{"token":"a"},"spec":{"token":"b"}}"#,
    ] {
        assert_eq!(browser.post_json(TCR, bad).await.status, 400, "{bad}");
    }
}

#[tokio::test]
async fn form_with_thousands_of_fields_is_refused_early() {
    let mut browser = page_mode().await.browser();
    let fields: Vec<_> = (0..9_000).map(|n| format!("{n:x}")).collect();
    let fields: Vec<_> = fields.iter().map(|name| (name.as_str(), "")).collect();
    let answer = browser.post_form("/issuer/token", &fields).await;
    assert_eq!(
        (answer.status, answer.json()["error_description"].as_str()),
        (400, Some("The form has too many fields."))
    );
}

#[tokio::test]
async fn path_that_is_not_utf8_is_not_found() {
    let setup = Setup::new().await;
    let mut browser = setup.signed_in().await;
    let cluster = browser.get("/clusters/%FF/version").await;
    assert_eq!(
        (cluster.status, cluster.code().as_str()),
        (404, "HAULOUT_CLUSTER_UNKNOWN")
    );
    let asset = browser.get("/assets/%FF").await;
    assert_eq!(
        (asset.status, asset.code().as_str()),
        (404, "HAULOUT_NOT_FOUND")
    );
    let stranger = setup.browser().get("/clusters/%FF/version").await;
    assert_eq!(stranger.code(), "HAULOUT_SIGN_IN_REQUIRED");
}
