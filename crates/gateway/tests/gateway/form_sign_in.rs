//! A sign-in that a plain form of the gateway's page starts, without any script.

use axum::body::Body;
use axum::http::Request;
use serde_json::json;

use crate::browser::{Answer, Browser};
use crate::fake::{Reply, UpstreamRequest};
use crate::setup::{
    CLIENT, Setup, concierge_script, exchange_form, is_signed_in, issuer_script, redeem,
    refresh_form, start,
};

/// What a browser sends with a form of the sign-in page.
const OWN: [(&str, &str); 2] = [
    ("sec-fetch-site", "same-origin"),
    ("origin", "https://portal.example"),
];

async fn submit(browser: &mut Browser, headers: &[(&str, &str)], form: &str) -> Answer {
    let mut request = Request::post("/session/start")
        .header("host", "portal.example")
        .header("content-type", "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    browser
        .send(request.body(Body::from(form.to_owned())).unwrap())
        .await
}

/// The URL that the document leads to at once, and by its link.
fn target(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let between = |start: &str| {
        let (_, rest) = answer.body.split_once(start).expect(start);
        let (url, _) = rest.split_once('"').unwrap();
        url.replace("&amp;", "&")
    };
    let url = between("<meta http-equiv=\"refresh\" content=\"0;url=");
    assert_eq!(between("<a href=\""), url);
    url
}

#[tokio::test]
async fn form_leads_to_the_same_request_as_a_script() {
    let setup = Setup::new().await;
    let mut browser = setup.browser();
    let answer = submit(
        &mut browser,
        &OWN,
        "identity_provider=Acme+LDAP&language=de",
    )
    .await;
    assert_eq!(
        answer.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    assert!(
        answer.body.contains("<html lang=\"de\">"),
        "{}",
        answer.body
    );
    assert!(answer.body.contains("Weiter zur Anmeldung"));
    assert!(!answer.body.contains("<script"));
    let url = url::Url::parse(&target(&answer)).unwrap();
    let parameters: std::collections::BTreeMap<_, _> = url.query_pairs().into_owned().collect();
    for (name, expected) in [
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("redirect_uri", "https://portal.example/callback"),
        ("scope", "offline_access openid"),
        ("code_challenge_method", "S256"),
        ("pinniped_idp_name", "Acme LDAP"),
        ("pinniped_idp_type", "ldap"),
    ] {
        assert_eq!(parameters[name], expected);
    }
    assert_eq!(
        url.as_str().split('?').next().unwrap(),
        format!("{}/demo/authorize", setup.issuer.url)
    );
    assert!(!parameters.contains_key("prompt"));
    let scripted = browser
        .post_form("/session/start", &[("identity_provider", "Acme LDAP")])
        .await;
    let names = |it: &std::collections::BTreeMap<String, String>| it.keys().cloned().collect();
    let (ours, theirs): (Vec<_>, Vec<_>) = (
        names(&parameters),
        names(&scripted.authorization_parameters()),
    );
    assert_eq!(ours, theirs);
    let started = crate::setup::SignIn {
        state: parameters["state"].clone(),
        code: format!("kanarienvogel-code.{}", parameters["nonce"]),
    };
    assert_eq!(redeem(&mut browser, &started).await.status, 200);
    assert!(is_signed_in(&mut browser).await);
}

#[tokio::test]
async fn unknown_identity_provider_starts_a_sign_in_without_a_choice() {
    let setup = Setup::new().await;
    let mut browser = setup.browser();
    for name in ["Another provider", "", "Acme LDAP&prompt=none"] {
        let answer = browser
            .post_form("/session/start", &[("identity_provider", name)])
            .await;
        let parameters = answer.authorization_parameters();
        assert!(!parameters.contains_key("pinniped_idp_name"), "{name}");
        assert!(!parameters.contains_key("prompt"), "{name}");
    }
    let silent = browser
        .post_form("/session/start", &[("silent", "true")])
        .await;
    assert_eq!(silent.authorization_parameters()["prompt"], "none");
}

#[tokio::test]
async fn c4_form_of_another_page_starts_nothing() {
    let setup = Setup::new().await;
    let table: [(&[(&str, &str)], u16); 13] = [
        (&OWN, 200),
        (&OWN[..1], 200),
        (&OWN[1..], 200),
        // A page that hides its referrer.
        (
            &[("sec-fetch-site", "same-origin"), ("origin", "null")],
            200,
        ),
        (&[], 403),
        (&[("origin", "null")], 403),
        (&[("origin", "https://evil.example")], 403),
        (&[("origin", "https://portal.example:8443")], 403),
        (&[("sec-fetch-site", "none")], 403),
        (&[("sec-fetch-site", "same-site"), OWN[1]], 403),
        (&[("sec-fetch-site", "cross-site"), OWN[1]], 403),
        (&[OWN[0], ("sec-fetch-site", "cross-site")], 403),
        (&[OWN[0], ("origin", "https://evil.example")], 403),
    ];
    for (headers, expected) in table {
        let mut browser = setup.browser();
        let answer = submit(&mut browser, headers, "").await;
        assert_eq!(answer.status, expected, "{headers:?}");
        assert_eq!(browser.cookies.len(), usize::from(expected == 200));
    }
}

#[tokio::test]
async fn only_the_start_of_a_sign_in_takes_a_plain_form() {
    let setup = Setup::new().await;
    let mut browser = setup.signed_in().await;
    for path in ["/session/end", "/issuer/token", crate::setup::TCR] {
        let request = Request::post(path)
            .header("host", "portal.example")
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded");
        let answer = browser.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.code(), "HAULOUT_CROSS_SITE", "{path}");
    }
}

#[tokio::test]
async fn failure_of_a_form_is_a_document_with_a_way_back() {
    let down = |_: &str, _: &UpstreamRequest| Reply::json(503, json!({"error": "down"}));
    let setup = Setup::with(down, concierge_script).await;
    let setup = setup.edit(
        "title: Acme clusters",
        "limits: {addressPerMinute: 1}\ntitle: <b>Acme</b>",
    );
    let mut browser = setup.browser();
    let answer = submit(&mut browser, &OWN, "language=de").await;
    assert_eq!(answer.status, 502, "{}", answer.body);
    for text in [
        "<html lang=\"de\">",
        "HAULOUT_ISSUER_UNREACHABLE",
        "<a href=\"https://portal.example/\">Zurück zur Anmeldeseite</a>",
        "<title>&lt;b&gt;Acme&lt;/b&gt;</title>",
    ] {
        assert!(answer.body.contains(text), "{text}: {}", answer.body);
    }
    assert!(browser.cookies.is_empty());
    let german = [OWN[0], OWN[1], ("accept-language", "fr;q=0.9, de-CH, en")];
    let limited = submit(&mut browser, &german, "").await;
    assert_eq!(limited.status, 429);
    assert!(limited.header("retry-after").is_some());
    assert!(limited.body.contains("HAULOUT_RATE_LIMITED"));
    assert!(limited.body.contains("<html lang=\"de\">"));
    // A script gets JSON.
    let limited = browser.post_form("/session/start", &[]).await;
    assert_eq!(limited.code(), "HAULOUT_RATE_LIMITED");
}

#[tokio::test]
async fn hint_is_set_and_removed_with_the_session() {
    let setup = Setup::new().await;
    let mut browser = setup.browser();
    let started = start(&mut browser).await;
    let redeemed = redeem(&mut browser, &started).await;
    let hint = "__Host-haulout-hint=1; Path=/; Secure; SameSite=Lax; Max-Age=86400";
    assert!(redeemed.cookies().contains(&hint), "{redeemed:?}");
    let refreshed = browser
        .post_form("/issuer/token", &refresh_form("sealed"))
        .await;
    assert!(refreshed.cookies().contains(&hint), "{refreshed:?}");
    browser.post_json("/session/end", "{}").await;
    assert!(browser.cookies.is_empty(), "{:?}", browser.cookies);

    // A hint without a session is wrong.
    let mut stale = setup.browser();
    stale
        .cookies
        .insert("__Host-haulout-hint".into(), "1".into());
    for form in [
        &refresh_form("sealed")[..],
        &exchange_form("prod-7f3a", "sealed"),
    ] {
        let mut stale = stale.clone();
        let answer = stale.post_form("/issuer/token", form).await;
        assert_eq!(answer.code(), "HAULOUT_SIGN_IN_REQUIRED");
        assert!(stale.cookies.is_empty());
    }
}

#[tokio::test]
async fn token_response_has_the_clusters_that_fit() {
    let setup = Setup::new().await;
    let mut browser = setup.signed_in().await;
    let clusters = browser.get("/session/config").await.json()["clusters"].clone();
    assert_eq!(clusters.as_array().unwrap().len(), 2);
    let mut form = refresh_form("sealed").to_vec();
    let plain = browser.clone().post_form("/issuer/token", &form).await;
    assert!(plain.json().get("clusters").is_none());
    form.push(("clusters", "true"));
    // The response to the same refresh is remembered without them.
    let answer = browser.post_form("/issuer/token", &form).await;
    assert_eq!(answer.json()["clusters"], clusters);
    assert!(answer.json().get("nonce").is_none());

    let many: String = (0..1_000)
        .map(|n| {
            format!("\n  - {{id: c{n}, name: C, server: 'https://c{n}.example', concierge: none}}")
        })
        .collect();
    let setup = setup.edit("\nclusters:", &format!("\nclusters:{many}"));
    let mut browser = setup.browser();
    let started = start(&mut browser).await;
    let request = Request::post("/issuer/token")
        .header("host", "portal.example")
        .header("haulout-request", "1")
        .header("accept-encoding", "br, gzip")
        .header("content-type", "application/x-www-form-urlencoded")
        .header(
            "cookie",
            browser
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect::<Vec<_>>()
                .join("; "),
        );
    let form = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(crate::setup::code_form(&started))
        .finish();
    let answer = browser.send(request.body(Body::from(form)).unwrap()).await;
    assert_eq!(answer.json()["clusters"], "session");
    assert!(answer.body.len() <= 64 * 1024);
    // Compression would let the length of a response reveal a token.
    assert_eq!(answer.header("content-encoding"), None);
    let listed = browser.get("/session/config").await.json();
    assert_eq!(listed["clusters"].as_array().unwrap().len(), 1_002);
}

#[tokio::test]
async fn configured_parameters_are_sent_to_the_authorization_endpoint() {
    let field = "  authorizationParameters: {access_type: offline, prompt: consent}\n  scopes:";
    let setup = Setup::new().await.edit("  scopes:", field);
    let url = target(&submit(&mut setup.browser(), &OWN, "").await);
    assert!(
        url.ends_with("&access_type=offline&prompt=consent"),
        "{url}"
    );
    let url = target(&submit(&mut setup.browser(), &OWN, "silent=true").await);
    assert!(url.ends_with("&prompt=none&access_type=offline"), "{url}");
}

#[tokio::test]
async fn authorization_endpoint_keeps_its_own_parameters() {
    let issuer = |url: &str, asked: &UpstreamRequest| {
        let mut metadata = crate::setup::metadata(url);
        metadata["authorization_endpoint"] = json!(format!("{url}/demo/authorize?tenant=a%26b"));
        match asked.path.as_str() {
            "/demo/.well-known/openid-configuration" => Reply::json(200, metadata),
            _ => issuer_script(url, asked),
        }
    };
    let setup = Setup::with(issuer, concierge_script).await;
    let answer = submit(&mut setup.browser(), &OWN, "").await;
    let url = target(&answer);
    let expected = format!("{}/demo/authorize?tenant=a%26b&", setup.issuer.url);
    assert!(url.starts_with(&expected), "{url}");
}
