//! A connected window: renewals, sign-out, closing.

use std::time::Duration;

use serde_json::json;

use super::{DASHBOARD, connected, ends_with};
use crate::harness::{
    Dashboard, DashboardSite, Plan, audit, button, heading, journey, misfits, program_button,
};
use crate::supervisor_sealed::sign_in;

/// Long enough for a sign-in, and short enough to wait for the next certificate.
const CERTIFICATE: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connected_window_renews_until_sign_out_or_close() {
    let dashboard = Dashboard::start(DashboardSite::OtherSite, "Other origin", DASHBOARD).await;
    let plan = Plan::one_cluster()
        .certificates(CERTIFICATE)
        .dashboard(dashboard.origin());
    journey(plan, async |portal, browser| {
        sign_in(portal, browser).await;
        browser.open(&dashboard.for_gateway(portal.url())).await;
        let host = browser.this_window().await;
        browser.click(&button("Connect")).await;
        let window = browser.switch_to_new(&[&host]).await;
        browser.click(&button("Allow")).await;
        browser.switch_to(&host).await;
        connected(browser).await;
        let certificate = async || {
            let credential = browser.value("session.credential('dev')").await;
            credential["clientCertificateData"].clone()
        };
        let first = certificate().await;
        assert!(first.is_string());
        browser.value("events.length = 0").await;
        browser
            .until("a renewal", async || {
                let events = browser.value("events").await;
                events
                    .as_array()?
                    .contains(&json!("credential"))
                    .then_some(())
            })
            .await;
        assert_ne!(certificate().await, first);

        browser.switch_to(&window).await;
        browser.click(&button("Sign out")).await;
        browser.see(&program_button("Sign in")).await;
        browser.switch_to(&host).await;
        let state = browser.value("session.snapshot().state").await;
        assert_eq!(state, "signed-out");
        let refused = "session.credential('dev').catch((error) => error.code)";
        assert_eq!(browser.value(refused).await, "HAULOUT_EMBED_REFUSED");

        browser.switch_to(&window).await;
        browser.close_window().await;
        browser.switch_to(&host).await;
        ends_with(browser, "HAULOUT_EMBED_CLOSED").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_window_for_a_dashboard_is_accessible_and_fits() {
    let dashboard = Dashboard::start(DashboardSite::OtherSite, "Other origin", DASHBOARD).await;
    let plan = Plan::supervisor().dashboard(dashboard.origin());
    journey(plan, async |portal, browser| {
        sign_in(portal, browser).await;
        browser.open(&dashboard.for_gateway(portal.url())).await;
        let host = browser.this_window().await;
        browser.click(&button("Connect")).await;
        browser.switch_to_new(&[&host]).await;
        for (page, leave) in [("asking", "Allow"), ("connected", "Disconnect")] {
            browser.see(&button(leave)).await;
            audit(browser, page).await;
            assert_eq!(misfits(browser).await, Vec::<String>::new(), "{page}");
            browser.click(&button(leave)).await;
        }
        browser.see(&heading("Disconnected")).await;
        audit(browser, "stopped").await;
        browser.close_window().await;
        browser.switch_to(&host).await;
    })
    .await;
}

/// Clicks twice as soon as the button is there, and records when it becomes active.
const HASTY: &str = "
new MutationObserver(() => {
  const button = [...document.querySelectorAll('button')].find((it) => it.textContent === 'Allow');
  if (!button) return;
  if (!globalThis.seen) {
    globalThis.seen = performance.now();
    button.click();
    button.click();
  }
  if (!button.disabled) globalThis.active ??= performance.now();
}).observe(document, { subtree: true, childList: true, attributes: true });
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f8_a_click_on_allow_counts_only_after_the_user_could_read_it() {
    let dashboard = Dashboard::start(DashboardSite::OtherSite, "Other origin", DASHBOARD).await;
    let plan = Plan::supervisor().dashboard(dashboard.origin());
    journey(plan, async |portal, browser| {
        sign_in(portal, browser).await;
        browser.open(&dashboard.for_gateway(portal.url())).await;
        let host = browser.this_window().await;
        browser.click(&button("Connect")).await;
        browser.switch_to_new(&[&host]).await;
        browser.before_load(HASTY).await;
        browser.reload().await;
        browser.click(&button("Allow")).await;
        let delay = browser.value("active - seen").await.as_f64().unwrap();
        assert!(delay >= 500.0, "active after {delay} ms");
        browser.switch_to(&host).await;
        connected(browser).await;
    })
    .await;
}
