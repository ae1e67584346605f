//! The portal's document: readable and usable before any program runs.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::browser::{Answer, Browser};
use crate::fake::{Reply, UpstreamRequest};
use crate::setup::{Setup, concierge_script, issuer_script};

/// A navigation to a path with these headers.
async fn visit(browser: &mut Browser, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().uri(path).header("host", browser.host);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    browser.send(request.body(Body::empty()).unwrap()).await
}

/// The documents that the page contains.
fn documents(page: &Answer) -> Value {
    let (_, rest) = page.body.split_once("id=\"haulout-data\">").unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

#[tokio::test]
async fn sign_in_page_has_a_form_and_the_documents_of_a_start() {
    let setup = Setup::new().await;
    let mut browser = setup.browser();
    let page = visit(&mut browser, "/", &[]).await;
    assert_eq!(page.status, 200);
    assert!(
        page.body
            .contains(r#"action="https://portal.example/session/start""#),
        "{}",
        page.body
    );
    let documents = documents(&page);
    assert_eq!(documents["session"], "absent");
    for (member, path) in [
        ("config", "/config.json"),
        ("metadata", "/issuer/.well-known/openid-configuration"),
        ("identityProviders", "/issuer/identity-providers"),
    ] {
        assert_eq!(documents[member], browser.get(path).await.json(), "{path}");
    }
}

#[tokio::test]
async fn page_is_in_the_language_that_the_reader_chose_or_else_accepts() {
    let setup = Setup::new().await;
    let mut browser = setup.browser();
    for (headers, language, text) in [
        (&[][..], "en", "Sign in"),
        (
            &[("accept-language", "de-CH, en;q=0.8")][..],
            "de",
            "Anmelden",
        ),
        (&[("accept-language", "fr, de;q=0.5")][..], "de", "Anmelden"),
        (&[("accept-language", "fr")][..], "en", "Sign in"),
        (
            &[
                ("accept-language", "de"),
                ("cookie", "a=b; haulout-preferences=theme=dark&language=en"),
            ][..],
            "en",
            "Sign in",
        ),
        (
            &[("cookie", "haulout-preferences=language=%FF")][..],
            "en",
            "Sign in",
        ),
    ] {
        let page = visit(&mut browser, "/", headers).await;
        assert!(
            page.body.contains(&format!("lang=\"{language}\"")),
            "{headers:?}"
        );
        assert!(page.body.contains(text), "{headers:?}");
    }
}

#[tokio::test]
async fn page_of_a_signed_in_browser_says_so() {
    let setup = Setup::new().await;
    let mut browser = setup.signed_in().await;
    let cookies = browser.cookies.iter();
    let cookies: Vec<_> = cookies
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let page = visit(&mut browser, "/", &[("cookie", &cookies.join("; "))]).await;
    assert_eq!(documents(&page)["session"], "present");
    assert!(!page.body.contains("<form"), "{}", page.body);
}

#[tokio::test]
async fn callback_page_shows_progress_and_no_form() {
    let setup = Setup::new().await;
    let mut browser = setup.browser();
    let page = visit(&mut browser, "/callback?code=c&state=s", &[]).await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("<form"), "{}", page.body);
    assert!(page.body.contains("Verifying the sign-in"), "{}", page.body);
    assert!(documents(&page)["metadata"].is_object());
}

#[tokio::test]
async fn page_is_served_while_the_issuer_fails() {
    let down = |_: &str, _: &UpstreamRequest| Reply::json(500, "{}");
    let setup = Setup::with(down, concierge_script).await;
    let page = visit(&mut setup.browser(), "/", &[]).await;
    assert_eq!(page.status, 200);
    let documents = documents(&page);
    assert_eq!(documents["config"]["title"], "Acme clusters");
    assert_eq!(documents["metadata"], Value::Null);
}

#[tokio::test]
async fn names_in_the_page_end_no_element_of_it() {
    let script = "</script><script>alert(1)</script>";
    let hostile = move |url: &str, asked: &UpstreamRequest| {
        if asked.path != "/demo/idps" {
            return issuer_script(url, asked);
        }
        let provider = |name: &str| json!({"name": name, "type": "oidc"});
        let list = [provider(script), provider("other")];
        Reply::json(200, json!({"pinniped_identity_providers": list}))
    };
    let setup = Setup::with(hostile, concierge_script)
        .await
        .edit("title: Acme clusters", "title: \"</title><script>\"");
    let page = visit(&mut setup.browser(), "/", &[]).await;
    assert!(!page.body.contains("<script>alert"), "{}", page.body);
    assert!(!page.body.contains("</title><script>"), "{}", page.body);
    let list = &documents(&page)["identityProviders"]["pinniped_identity_providers"];
    assert_eq!(list[0]["name"], script);
}

#[tokio::test]
async fn page_is_compressed_for_browsers_that_accept_it() {
    let setup = Setup::new().await;
    let mut browser = setup.browser();
    let plain = visit(&mut browser, "/", &[]).await;
    let small = visit(&mut browser, "/", &[("accept-encoding", "gzip, br")]).await;
    assert_eq!(plain.header("content-encoding"), None);
    assert_eq!(small.header("content-encoding"), Some("br"));
    let length = |answer: &Answer| answer.header("content-length").unwrap().parse::<usize>();
    assert!(length(&small).unwrap() * 2 < length(&plain).unwrap());
}
