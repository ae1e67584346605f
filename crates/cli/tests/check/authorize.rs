//! Findings about the authorization endpoint.

use haulout_devstack::Script;
use serde_json::json;

use crate::fake::{Fake, FakeResponse, ReceivedRequest};
use crate::scene::{Report, Scene};

/// The redirect URI of the configuration, as in a query.
const REGISTERED: &str = "redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Fcallback";

fn page(status: u16, text: &str) -> FakeResponse {
    FakeResponse {
        status,
        headers: vec![("content-type", "text/html; charset=utf-8".to_owned())],
        body: format!("<html><body><h1>Sorry</h1><p>{text}</p></body></html>"),
    }
}

fn redirect(location: impl Into<String>) -> FakeResponse {
    FakeResponse {
        status: 302,
        headers: vec![("location", location.into())],
        ..FakeResponse::default()
    }
}

/// Runs the check with an issuer whose authorization endpoint `/auth` and the paths below it respond as given.
async fn check(
    authorize: impl Fn(&ReceivedRequest) -> FakeResponse + Send + Sync + 'static,
) -> Report {
    let issuer = Fake::start(
        None,
        move |own: &str, received: &ReceivedRequest| match received.path.as_str() {
            "/.well-known/openid-configuration" => {
                let metadata = json!({
                    "issuer": own,
                    "authorization_endpoint": format!("{own}/auth"),
                    "token_endpoint": format!("{own}/token"),
                    "jwks_uri": format!("{own}/jwks"),
                });
                FakeResponse::from((200, metadata.to_string()))
            }
            path if path.starts_with("/auth") => authorize(received),
            _ => FakeResponse::from((400, json!({"error": "invalid_grant"}).to_string())),
        },
    )
    .await;
    let scene = Scene::set(Script::plain()).await;
    let url = scene.stack.issuer().url().to_owned();
    scene.edit(&url, &issuer.url).check(&[]).await
}

#[tokio::test]
async fn remedy_follows_the_words_of_the_error_page() {
    let (register, unknown) = (
        "as a redirect URI of the client `portal`",
        "Register the client `portal`",
    );
    for (text, expected) in [
        ("Client not found.", unknown),
        ("Invalid client_id (\"portal\").", unknown),
        ("Invalid parameter: redirect_uri", register),
        (
            "Unregistered redirect_uri (\"http://127.0.0.1:8080/callback\").",
            register,
        ),
        ("Callback URL mismatch.", register),
        ("Something went wrong", "whose log has the reason"),
    ] {
        let report = check(move |_| page(400, &text.replace('"', "&#34;"))).await;
        let remedy = report.remedy_of_failed("issuer.authorize");
        assert!(remedy.contains(expected), "{text}: {remedy}");
        let found = &report.get("issuer.authorize").found;
        assert!(found.contains("400") && found.contains(text), "{found}");
        assert!(!found.contains('<'), "{found}");
    }
}

#[tokio::test]
async fn check_follows_redirects_of_the_issuer_with_its_cookies() {
    let report = check(|received| {
        let has_cookie = received
            .headers
            .get("cookie")
            .is_some_and(|cookie| cookie == "csrf=1");
        match received.path.as_str() {
            "/auth" => FakeResponse {
                headers: vec![
                    ("location", format!("/auth/local?{}", received.query)),
                    ("set-cookie", "csrf=1; HttpOnly".to_owned()),
                ],
                ..redirect("")
            },
            _ if has_cookie && received.query.contains(REGISTERED) => page(200, "Sign in"),
            _ => page(403, "Unregistered redirect_uri"),
        }
    })
    .await;
    let finding = report.get("issuer.authorize");
    assert_eq!(finding.status, "ok", "{finding:?}");
}

#[tokio::test]
async fn check_follows_a_choice_of_connectors() {
    let report = check(|received| match received.path.as_str() {
        "/auth" => {
            let query = received.query.replace('&', "&amp;");
            let links = format!(
                "<a href=\"/auth/help\">Help</a><a href=\"/auth/ldap?{query}\">Log in with LDAP</a>"
            );
            page(200, &links)
        }
        "/auth/ldap" => page(400, "Unregistered redirect_uri"),
        _ => page(200, "Help"),
    })
    .await;
    let remedy = report.remedy_of_failed("issuer.authorize");
    assert!(remedy.contains("as a redirect URI"), "{remedy}");
}

#[tokio::test]
async fn check_warns_if_any_redirect_uri_leads_to_a_sign_in_page() {
    let report = check(|_| page(200, "Sign in")).await;
    let finding = report.get("issuer.authorize");
    assert_eq!(finding.status, "warn", "{finding:?}");
    assert!(finding.cure.as_deref().unwrap().contains("Sign in once"));
}

#[tokio::test]
async fn check_stops_at_another_origin() {
    let report = check(|received| {
        if received.query.contains(REGISTERED) {
            redirect("https://upstream.invalid/login")
        } else {
            page(400, "redirect_uri")
        }
    })
    .await;
    assert_eq!(report.get("issuer.authorize").status, "ok", "{report:#?}");
}

#[tokio::test]
async fn check_detects_endless_redirects() {
    let report = check(|received| redirect(format!("/auth?{}", received.query))).await;
    let found = &report.get("issuer.authorize").found;
    assert!(found.contains("redirects again and again"), "{found}");
    report.remedy_of_failed("issuer.authorize");
}

#[tokio::test]
async fn check_accepts_a_sign_in_by_kerberos() {
    let report = check(|received| {
        if !received.query.contains(REGISTERED) {
            return page(400, "Invalid parameter: redirect_uri");
        }
        let mut page = page(401, "Sign in");
        page.headers
            .push(("www-authenticate", "Negotiate".to_owned()));
        page
    })
    .await;
    assert_eq!(report.get("issuer.authorize").status, "ok", "{report:#?}");
}

#[tokio::test]
async fn check_detects_an_unregistered_redirect_uri_at_dex() {
    let mut script = Script::dex();
    script.clients[0].redirect_uris = vec!["https://other.example/callback".to_owned()];
    let report = Scene::set(script).await.check(&[]).await;
    assert!(
        report.failed_ids().into_iter().eq(["issuer.authorize"]),
        "{report:#?}"
    );
    let remedy = report.remedy_of_failed("issuer.authorize");
    assert!(
        remedy.starts_with("Register http://127.0.0.1:8080/callback"),
        "{remedy}"
    );
}

#[tokio::test]
async fn check_detects_an_unknown_client_at_dex() {
    let scene = Scene::set(Script::dex()).await;
    let report = scene
        .edit("clientId: portal", "clientId: other")
        .check(&[])
        .await;
    let remedy = report.remedy_of_failed("issuer.authorize");
    assert!(
        remedy.starts_with("Register the client `other`"),
        "{remedy}"
    );
}

#[tokio::test]
async fn all_checks_but_the_scopes_pass_for_dex() {
    let report = Scene::set(Script::dex()).await.check(&[]).await;
    assert_eq!(report.code, Some(0), "{report:#?}");
    // Dex returns a refresh token only for `offline_access`.
    assert!(
        report.ids("warn").into_iter().eq(["issuer.scopes"]),
        "{report:#?}"
    );
}
