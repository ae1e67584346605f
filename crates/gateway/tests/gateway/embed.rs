//! Embedding: one page and a set of files are for other origins, and no other response changes its headers.

use axum::body::Body;
use axum::http::Request;
use axum::http::header::{HOST, HeaderName};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha384};

use crate::browser::{Answer, Browser};
use crate::setup::Setup;

const DASHBOARD: &str = "https://dash.example";

async fn embeddable() -> Setup {
    let lines = format!("embed: {{origins: [{DASHBOARD}, \"http://127.0.0.1:8080\"]}}\ntitle:");
    Setup::new().await.edit("title:", &lines)
}

/// A request with these headers, as from a dashboard: without the header of the gateway's page.
async fn ask(browser: &mut Browser, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    request = request.header(HOST, browser.host);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    browser.send(request.body(Body::empty()).unwrap()).await
}

async fn shared_path(browser: &mut Browser, name: &str) -> String {
    let manifest = browser.get("/embed/manifest.json").await.json();
    let path = manifest["files"][name]["path"].as_str().unwrap().to_owned();
    format!("/embed/{path}")
}

#[tokio::test]
async fn embed_routes_require_configured_origins() {
    let setup = Setup::new().await;
    let mut with = embeddable().await.browser();
    let file = shared_path(&mut with, "embed.js").await;
    for path in [
        "/embed",
        "/embed?origin=https://dash.example",
        "/embed/manifest.json",
        &file,
    ] {
        assert_eq!(setup.browser().get(path).await.status, 404, "{path}");
        assert_eq!(with.get(path).await.status, 200, "{path}");
    }
    assert_eq!(with.get("/embed/").await.status, 404);
    assert_eq!(with.get("/embed/embed.js").await.status, 404);
    assert_eq!(with.get(&format!("{file}.br")).await.status, 404);
}

#[tokio::test]
async fn embed_page_contains_the_origin_only_if_it_is_configured() {
    let mut browser = embeddable().await.browser();
    for (query, origin) in [
        ("?origin=https://dash.example", DASHBOARD),
        ("?origin=https%3A%2F%2Fdash.example", DASHBOARD),
        ("?origin=http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("", ""),
        ("?origin=", ""),
        ("?origin=null", ""),
        ("?origin=*", ""),
        ("?origin=https://evil.example", ""),
        ("?origin=https://dash.example/", ""),
        ("?origin=https://dash.example:443", ""),
        ("?origin=https://DASH.example", ""),
        ("?origin=http://dash.example", ""),
        ("?origin=https://dash.example.evil.example", ""),
        (
            "?origin=https://dash.example&origin=https://evil.example",
            "",
        ),
        (
            "?origin=https://evil.example&origin=https://dash.example",
            "",
        ),
        ("?ORIGIN=https://dash.example", ""),
        ("?origin=\"><script>", ""),
    ] {
        let query = query
            .replace('"', "%22")
            .replace('<', "%3C")
            .replace('>', "%3E");
        let page = browser.get(&format!("/embed{query}")).await;
        assert_eq!(page.status, 200, "{query}");
        let expected = format!(
            r#"<script type="importmap">{{"imports":{{}}}}</script><body data-origin="{origin}"><p>embed<script src="assets/window-0123abcd.js" integrity="x"></script>"#
        );
        assert_eq!(page.body, expected, "{query}");
    }
}

#[tokio::test]
async fn f9_only_the_embed_page_keeps_its_opener_and_is_otherwise_as_strict() {
    let mut browser = embeddable().await.browser();
    let portal = browser.get("/callback").await;
    let page = browser.get("/embed?origin=https://dash.example").await;
    let mut differing = Vec::new();
    // Only the portal's page has an inline style and a form.
    let without_style_and_form = |answer: &Answer, name: &HeaderName| {
        let value = answer.headers.get(name)?.to_str().unwrap();
        let value = value.replace("form-action 'self'", "form-action 'none'");
        let (before, rest) = value.split_once(" 'sha256-gG2yI").unwrap_or((&value, ""));
        Some(before.to_owned() + rest.split_once('\'').map_or(rest, |(_, rest)| rest))
    };
    for name in portal.headers.keys().chain(page.headers.keys()) {
        if without_style_and_form(&portal, name) != without_style_and_form(&page, name) {
            differing.push(name.as_str());
        }
    }
    differing.sort_unstable();
    differing.dedup();
    let expected = [
        "content-length",
        "cross-origin-opener-policy",
        "x-request-id",
    ];
    assert_eq!(differing, expected);
    assert_eq!(
        page.header("cross-origin-opener-policy"),
        Some("unsafe-none")
    );
    let file = shared_path(&mut browser, "embed.js").await;
    for path in [
        "/",
        "/callback",
        "/assets/haulout-0123abcd.js",
        "/assets/worker-0123abcd.js",
        &file,
    ] {
        let policy = browser.get(path).await;
        let policy = policy.header("cross-origin-opener-policy");
        assert_eq!(policy, Some("same-origin"), "{path}");
    }
}

#[tokio::test]
async fn a12_only_a_configured_same_site_origin_may_frame_the_embed_page() {
    let mut browser = embeddable().await.browser();
    let allowed = "/embed?origin=https://dash.example";
    let table = [
        (allowed, "iframe", "same-site", Some(DASHBOARD)),
        (allowed, "iframe", "same-origin", Some(DASHBOARD)),
        (allowed, "iframe", "cross-site", None),
        (allowed, "iframe", "none", None),
        (allowed, "document", "same-site", None),
        (allowed, "document", "cross-site", None),
        (allowed, "embed", "same-site", None),
        (allowed, "object", "same-site", None),
        (allowed, "frame", "same-site", None),
        (
            "/embed?origin=https://evil.example",
            "iframe",
            "same-site",
            None,
        ),
        ("/embed", "iframe", "same-site", None),
        ("/", "iframe", "same-site", None),
        ("/?origin=https://dash.example", "iframe", "same-site", None),
        ("/callback", "iframe", "same-site", None),
        (
            "/callback?origin=https://dash.example",
            "iframe",
            "same-origin",
            None,
        ),
    ];
    for (path, destination, site, parent) in table {
        let headers = [("sec-fetch-dest", destination), ("sec-fetch-site", site)];
        let page = ask(&mut browser, "GET", path, &headers).await;
        let what = format!("{path} {destination} {site}");
        assert_eq!(page.status, 200, "{what}");
        let ancestors = format!("frame-ancestors {};", parent.unwrap_or("'none'"));
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains(&ancestors), "{what}: {policy}");
        assert_eq!(
            policy.matches("frame-ancestors").count(),
            1,
            "{what}: {policy}"
        );
        let old = if parent.is_some() { None } else { Some("DENY") };
        assert_eq!(page.header("x-frame-options"), old, "{what}");
        let resource = if parent.is_some() {
            "same-site"
        } else {
            "same-origin"
        };
        assert_eq!(
            page.header("cross-origin-resource-policy"),
            Some(resource),
            "{what}"
        );
    }
    // A browser without Fetch Metadata.
    let page = ask(&mut browser, "GET", allowed, &[]).await;
    assert_eq!(page.header("x-frame-options"), Some("DENY"));
}

/// Every route, with its method.
const ROUTES: [(&str, &str); 16] = [
    ("GET", "/"),
    ("GET", "/callback"),
    ("GET", "/embed?origin=https://dash.example"),
    ("GET", "/embed/manifest.json"),
    ("GET", "/assets/haulout-0123abcd.js"),
    ("GET", "/assets/haulout_bg-0123abcd.wasm"),
    ("GET", "/assets/worker-0123abcd.js"),
    ("GET", "/config.json"),
    ("GET", "/session/config"),
    ("POST", "/session/start"),
    ("POST", "/session/end"),
    ("GET", "/issuer/.well-known/openid-configuration"),
    ("POST", "/issuer/token"),
    ("GET", "/clusters/prod/version"),
    ("GET", "/version"),
    ("GET", "/healthz"),
];

const ORIGINS: [&str; 6] = [
    DASHBOARD,
    "http://127.0.0.1:8080",
    "https://evil.example",
    "https://portal.example",
    "https://dash.example.evil.example",
    "null",
];

#[tokio::test]
async fn f8_only_the_embed_files_have_cors_and_only_for_configured_origins() {
    let mut browser = embeddable().await.browser();
    let granted = |answer: &Answer| {
        let of_cors = |name: &&axum::http::HeaderName| name.as_str().starts_with("access-control-");
        answer.headers.keys().filter(of_cors).count()
    };
    for origin in ORIGINS {
        for (method, path) in ROUTES {
            for method in [method, "OPTIONS", "HEAD"] {
                let preflight = [("origin", origin), ("access-control-request-method", "GET")];
                let answer = ask(&mut browser, method, path, &preflight).await;
                assert_eq!(granted(&answer), 0, "{method} {path} for {origin}");
                let resource = answer.header("cross-origin-resource-policy");
                assert_eq!(
                    resource,
                    Some("same-origin"),
                    "{method} {path} for {origin}"
                );
            }
        }
        for name in ["embed.js", "dist/worker.js"] {
            let path = shared_path(&mut browser, name).await;
            let answer = ask(&mut browser, "GET", &path, &[("origin", origin)]).await;
            assert_eq!(answer.status, 200, "{path}");
            let may = origin == DASHBOARD || origin == "http://127.0.0.1:8080";
            let reader = answer.header("access-control-allow-origin");
            assert_eq!(reader, may.then_some(origin), "{path}");
            assert_eq!(granted(&answer), usize::from(may), "{path} for {origin}");
            assert_eq!(answer.header("vary"), Some("Accept-Encoding, Origin"));
            let resource = answer.header("cross-origin-resource-policy");
            assert_eq!(resource, Some("cross-origin"), "{path}");
            let preflight = ask(&mut browser, "OPTIONS", &path, &[("origin", origin)]).await;
            assert_eq!((preflight.status, granted(&preflight)), (405, 0), "{path}");
        }
    }
}

#[tokio::test]
async fn manifest_has_every_files_digest_and_a_url_that_depends_on_them() {
    let setup = embeddable().await;
    let mut browser = setup.browser();
    let manifest = browser.get("/embed/manifest.json").await.json();
    let files = manifest["files"].as_object().unwrap();
    let names: Vec<_> = files.keys().collect();
    assert_eq!(names, ["dist/worker.js", "embed.js"]);
    for (name, listed) in files {
        let path = format!("/embed/{}", listed["path"].as_str().unwrap());
        let file = browser.get(&path).await;
        let digest = BASE64_STANDARD.encode(Sha384::digest(&file.body));
        assert_eq!(listed["integrity"], format!("sha384-{digest}"), "{name}");
        let cached = file.header("cache-control");
        assert_eq!(cached, Some("public, max-age=31536000, immutable"));
    }
    let compressed = [("accept-encoding", "br"), ("origin", DASHBOARD)];
    let path = shared_path(&mut browser, "embed.js").await;
    let answer = ask(&mut browser, "GET", &path, &compressed).await;
    assert_eq!(answer.body, "embed by brotli");

    let worker = setup.folder.path().join("embed/dist/worker.js");
    std::fs::write(worker, "another worker").unwrap();
    let mut updated = setup.browser();
    let moved = shared_path(&mut updated, "embed.js").await;
    assert_ne!(moved, path);
    assert_eq!(updated.get(&path).await.status, 404);
}

#[tokio::test]
async fn embed_routes_work_under_a_base_path() {
    let setup = embeddable()
        .await
        .edit("https://portal.example", "https://portal.example/base");
    let mut browser = setup.browser();
    let page = browser.get("/base/embed?origin=https://dash.example").await;
    assert!(page.body.contains("data-origin=\"https://dash.example\""));
    let manifest = browser.get("/base/embed/manifest.json").await.json();
    let path = manifest["files"]["embed.js"]["path"].as_str().unwrap();
    assert_eq!(
        browser.get(&format!("/base/embed/{path}")).await.body,
        "embed"
    );
    assert_eq!(browser.get("/embed").await.status, 404);
}

#[tokio::test]
async fn portal_built_without_the_embed_page_has_no_embed_routes() {
    let setup = embeddable().await;
    std::fs::remove_file(setup.folder.path().join("embed.html")).unwrap();
    std::fs::remove_dir_all(setup.folder.path().join("embed")).unwrap();
    let mut browser = setup.browser();
    assert_eq!(
        browser
            .get("/embed?origin=https://dash.example")
            .await
            .status,
        404
    );
    let manifest = browser.get("/embed/manifest.json").await.json();
    assert_eq!(manifest["files"].as_object().unwrap().len(), 0);
}
