//! An independent certified OpenID provider, with a public client.

use crate::harness::{
    Browser, IssuerProcess, Kubeconfig, Plan, Portal, Tokens, button, journey, program_button,
    ready_button, timer,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_external_issuer_works_with_sealed_tokens() {
    let issuer = IssuerProcess::start().await;
    journey(
        Plan::external(issuer, Tokens::Sealed),
        async |portal, browser| {
            walk(portal, browser).await;
            let issuer = portal.issuer();
            let secrets = [
                issuer.granted("refresh_token"),
                issuer.granted("access_token"),
            ]
            .concat();
            assert!(
                secrets.len() >= 6,
                "three answers with two secrets each: {}",
                secrets.len()
            );
            for (index, secret) in secrets.iter().enumerate() {
                assert!(!portal.sent_to_browser(secret), "secret {index} was sent");
            }
            let newest = issuer.granted("id_token").pop().unwrap();
            assert!(portal.sent_to_browser(&newest));

            // The session is in a cookie, so it survives a reload.
            browser.reload().await;
            browser.see(&timer("Development")).await;
            browser.click(&button("Sign out")).await;
            browser.see(&program_button("Sign in")).await;
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_external_issuer_works_with_tokens_in_the_pages_memory() {
    let issuer = IssuerProcess::start().await;
    journey(
        Plan::external(issuer, Tokens::Page),
        async |portal, browser| {
            walk(portal, browser).await;
            let newest = portal.issuer().granted("refresh_token").pop().unwrap();
            assert!(portal.sent_to_browser(&newest));
            let held = browser
                .value("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
                .await;
            assert_eq!(held, serde_json::json!(r#"[{},{},""]"#));

            browser.reload().await;
            browser.see(&program_button("Sign in")).await;
        },
    )
    .await;
}

/// The part from the first page to the second certificate.
async fn walk(portal: &Portal, browser: &Browser) {
    browser.open(portal.url()).await;
    browser.click(&button("Sign in")).await;
    browser.enter("//input[@name='login']", "otter").await;
    browser.enter("//input[@name='password']", "anything").await;
    browser.click(&button("Sign-in")).await;
    browser.click(&button("Continue")).await;
    browser.see(&timer("Development")).await;

    let first = download(browser).await;
    let certificate = first.certificate().await;
    assert_eq!(certificate.names, ["otter"]);
    assert_eq!(certificate.groups, ["friends-of-otter", "harbour"]);
    assert_eq!(
        first.who_am_i().await,
        ("otter".to_owned(), certificate.groups)
    );

    for refreshes in 1..=2 {
        browser.click(&button("Renew now")).await;
        browser
            .until("a refresh", async || {
                (portal.issuer().granted("refresh_token").len() > refreshes).then_some(())
            })
            .await;
        browser.see(&ready_button("Renew now")).await;
    }
    let second = download(browser).await;
    assert_ne!(second.certificate().await.serial, certificate.serial);
    assert_eq!(second.who_am_i().await.0, "otter");
    // The URL contains nothing of the authorization response.
    assert_eq!(browser.url().await, format!("{}/", portal.url()));
}

async fn download(browser: &Browser) -> Kubeconfig {
    browser.click(&button("Download")).await;
    Kubeconfig::new(&browser.downloaded().await.1)
}
