//! Rows F4, F5 and F10: what a malicious script in the page, the browser's cache and its permissions can get.

use crate::browser::Answer;
use crate::setup::{
    CANARY, Setup, SignIn, TCR, code_form, exchange_form, redeem, refresh_form, sign_in, start, tcr,
};

/// What a script can read of a response: everything except cookies, which must be `HttpOnly`.
fn readable(answer: &Answer) -> String {
    for cookie in answer.cookies() {
        let is_hint = cookie.starts_with("__Host-haulout-hint=1; Path=/; Secure; SameSite=Lax;");
        assert!(is_hint || cookie.contains("; HttpOnly;"), "{cookie}");
    }
    let headers = answer.headers.iter();
    let headers = headers.filter(|(name, _)| *name != "set-cookie");
    format!("{:?}{}", headers.collect::<Vec<_>>(), answer.body)
}

#[tokio::test]
async fn f4_script_that_signs_in_silently_gets_no_refresh_token() {
    let setup = Setup::new().await;
    let mut page = setup.signed_in().await;
    let started = page.post_form("/session/start", &[]).await;
    let login = SignIn::of(&started);
    let mut own_verifier = code_form(&login).to_vec();
    own_verifier.push(("code_verifier", "known-to-the-script"));

    let mut seen = readable(&started);
    for form in [
        &own_verifier[..],
        &refresh_form("sealed"),
        &exchange_form("prod-7f3a", "sealed"),
        &refresh_form(""),
        &exchange_form("another-audience", "sealed"),
    ] {
        seen += &readable(&page.post_form("/issuer/token", form).await);
    }
    seen += &readable(&page.get("/session/config").await);
    let id_tokens = seen.matches("\"id_token\":\"ey").count();
    assert_eq!(id_tokens, 2, "one of the code and one of the refresh");
    for kind in ["access", "refresh"] {
        let secret = format!("{CANARY}-{kind}");
        assert!(!seen.contains(&secret), "{seen}");
    }
    let asked = setup.issuer.requests();
    let mut verifiers = asked.iter().filter_map(|it| it.field("code_verifier"));
    assert!(
        verifiers.all(|it| !seen.contains(&it) && it != "known-to-the-script"),
        "{seen}"
    );
}

#[tokio::test]
async fn f4_code_that_a_script_sends_elsewhere_is_useless_there() {
    let setup = Setup::new().await;
    let mut page = setup.signed_in().await;
    let started = start(&mut page).await;
    let before = setup.issuer.count("/demo/token");
    let mut attacker = setup.browser();
    assert!(redeem(&mut attacker, &started).await.status >= 400);
    attacker.post_form("/session/start", &[]).await;
    assert!(redeem(&mut attacker, &started).await.status >= 400);
    assert_eq!(setup.issuer.count("/demo/token"), before);
}

#[tokio::test]
async fn f5_no_response_with_a_secret_may_be_stored() {
    let setup = Setup::new().await;
    let mut browser = setup.browser();
    let mut answers = vec![sign_in(&mut browser).await];
    for form in [
        &refresh_form("sealed")[..],
        &exchange_form("prod-7f3a", "sealed"),
        &refresh_form("unknown"),
    ] {
        answers.push(browser.post_form("/issuer/token", form).await);
    }
    answers.push(browser.post_json(TCR, tcr("t")).await);
    answers.push(browser.get("/session/config").await);
    answers.push(browser.get("/callback?code=c&state=s").await);
    answers.push(browser.get("/").await);
    answers.push(browser.post_json("/session/end", "{}").await);
    for answer in answers {
        assert_eq!(
            answer.header("cache-control"),
            Some("no-store"),
            "{}",
            answer.body
        );
    }
}

#[tokio::test]
async fn f10_page_behind_a_gateway_never_connects_to_the_local_network() {
    let setup = Setup::new().await;
    let mut browser = setup.browser();
    for path in ["/", "/callback"] {
        let document = browser.get(path).await;
        let policy = document.header("content-security-policy").unwrap();
        let connections = policy.split("; ").find(|it| it.starts_with("connect-src"));
        assert_eq!(connections, Some("connect-src 'self'"), "{path}");
        let permissions = document.header("permissions-policy").unwrap();
        for name in ["local-network-access", "local-network", "loopback-network"] {
            let is_denied = permissions.split(", ").any(|it| it == format!("{name}=()"));
            assert!(is_denied, "{path}: {name}");
        }
    }
}
