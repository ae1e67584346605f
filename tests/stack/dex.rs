//! Dex keeps one refresh token for each user and client: a second browser ends the session of the first.

use crate::harness::{Browser, Plan, Portal, button, heading, journey, ready_button, timer};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_browser_ends_the_session_of_the_first_at_dex() {
    journey(Plan::dex(), async |portal, browser| {
        let log_in = async |browser: &Browser| browser.log_in("pinny", "haul-out").await;
        use_two_browsers(portal, browser, log_in).await;
    })
    .await;
}

/// `log_in` fills in the issuer's login page.
pub(crate) async fn use_two_browsers(
    portal: &Portal,
    browser: &Browser,
    log_in: impl AsyncFn(&Browser),
) {
    let sign_in = async |browser: &Browser| {
        browser.click(&button("Sign in")).await;
        log_in(browser).await;
        browser.see(&timer("Development")).await;
    };
    browser.open(portal.url()).await;
    sign_in(browser).await;
    for _ in 0..2 {
        browser.click(&ready_button("Renew now")).await;
        browser.see(&ready_button("Renew now")).await;
    }

    let second = Browser::start().await;
    second.open(portal.url()).await;
    sign_in(&second).await;
    second.quit().await;

    // Other failures have the same error as Dex's refusal, so the page repeats the attempt, and takes the second one as
    // the end of the session.
    browser.click(&ready_button("Renew now")).await;
    browser.see(&heading("Your session has ended")).await;
    sign_in(browser).await;
    browser.click(&ready_button("Renew now")).await;
    browser.see(&ready_button("Renew now")).await;
}
