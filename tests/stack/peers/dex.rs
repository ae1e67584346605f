//! Dex as issuer: two renewals, and the end of a session by a second browser.

use crate::dex::use_two_browsers;
use crate::harness::{Browser, Dex, Plan, Tokens, journey, port};

const SCOPES: &str = "openid, offline_access, email";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_dex_renews_until_a_second_browser_signs_in() {
    let listener = port().await;
    let address = listener.local_addr().unwrap();
    let dex = Dex::start(&format!("http://{address}/callback")).await;
    let plan = Plan::of_issuer(dex.issuer(), "email", SCOPES, Tokens::Sealed).at(listener);
    journey(plan, async |portal, browser| {
        use_two_browsers(portal, browser, log_in).await;
    })
    .await;
}

async fn log_in(browser: &Browser) {
    browser
        .enter("//input[@name='login']", "pinny@acme.example")
        .await;
    browser.enter("//input[@name='password']", "haul-out").await;
    browser.click("//button[@type='submit']").await;
}
