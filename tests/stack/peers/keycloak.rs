//! Keycloak as issuer, with a new refresh token at every refresh and detection of reuse.

use crate::harness::{
    Browser, Keycloak, Kubeconfig, Plan, Portal, Tokens, button, journey, ready_button, timer,
};

/// Keycloak renews without `offline_access`.
const SCOPES: &str = "openid, profile, email";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keycloak_works_with_sealed_tokens_until_an_administrator_ends_the_session() {
    let keycloak = Keycloak::start().await;
    let plan = |tokens| Plan::of_issuer(&keycloak.issuer(), "preferred_username", SCOPES, tokens);
    journey(plan(Tokens::Sealed), async |portal, browser| {
        sign_in(portal, browser).await;
        log_in(browser).await;
        use_kubeconfig(browser).await;
        renew_in_two_tabs(&keycloak, portal, browser).await;
        renew_after_the_session_ended(&keycloak, browser).await;
        sign_out_of_both(portal, browser).await;
    })
    .await;
    journey(plan(Tokens::Page), async |portal, browser| {
        sign_in(portal, browser).await;
        log_in(browser).await;
        use_kubeconfig(browser).await;
        let first = browser.this_window().await;
        browser.open_window().await;
        // The browser's session at Keycloak needs no page.
        sign_in(portal, browser).await;
        renew(&keycloak, browser).await;
        browser.switch_to(&first).await;
        renew(&keycloak, browser).await;
    })
    .await;
    // A refusal after the end of the session, and the attempt that confirmed it.
    assert_eq!(keycloak.events("REFRESH_TOKEN_ERROR").await, 2);
}

async fn sign_in(portal: &Portal, browser: &Browser) {
    browser.open(portal.url()).await;
    browser.click(&button("Sign in")).await;
}

async fn log_in(browser: &Browser) {
    browser.enter("//input[@name='username']", "pinny").await;
    browser.enter("//input[@name='password']", "haul-out").await;
    browser.click("//*[@name='login']").await;
}

async fn use_kubeconfig(browser: &Browser) {
    browser.see(&timer("Development")).await;
    browser.click(&button("Download")).await;
    let kubeconfig = Kubeconfig::new(&browser.downloaded().await.1);
    let groups = ["harbour", "seals"].map(str::to_owned).to_vec();
    assert_eq!(kubeconfig.who_am_i().await, ("pinny".to_owned(), groups));
}

/// Both tabs share the cookie and thereby the refresh token, which Keycloak accepts once.
async fn renew_in_two_tabs(keycloak: &Keycloak, portal: &Portal, browser: &Browser) {
    renew(keycloak, browser).await;
    renew(keycloak, browser).await;
    let first = browser.this_window().await;
    let second = browser.open_window().await;
    browser.open(portal.url()).await;
    browser.see(&timer("Development")).await;
    for tab in [&second, &first, &second] {
        browser.switch_to(tab).await;
        renew(keycloak, browser).await;
    }
    browser.close_window().await;
    browser.switch_to(&first).await;
    assert_eq!(keycloak.events("REFRESH_TOKEN_ERROR").await, 0);
}

/// Clicks "Renew now" and waits for the refresh at Keycloak and its end on the page.
async fn renew(keycloak: &Keycloak, browser: &Browser) {
    browser.see(&timer("Development")).await;
    let before = keycloak.events("REFRESH_TOKEN").await;
    browser.click(&ready_button("Renew now")).await;
    browser
        .until("a refresh", async || {
            (keycloak.events("REFRESH_TOKEN").await > before).then_some(())
        })
        .await;
    browser.see(&ready_button("Renew now")).await;
}

async fn renew_after_the_session_ended(keycloak: &Keycloak, browser: &Browser) {
    keycloak.end_sessions().await;
    browser.click(&ready_button("Renew now")).await;
    browser.click(&button("Sign in")).await;
    log_in(browser).await;
    browser.see(&timer("Development")).await;
}

/// Signs out of the portal, then of Keycloak by the portal's link.
async fn sign_out_of_both(portal: &Portal, browser: &Browser) {
    browser.click(&button("Sign out")).await;
    browser.click("//a[contains(., 'end your session')]").await;
    browser.click("//*[@id='kc-logout']").await;
    browser.see("//*[contains(., 'You are logged out')]").await;
    sign_in(portal, browser).await;
    browser.see("//input[@name='password']").await;
}
