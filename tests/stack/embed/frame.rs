//! A dashboard on the gateway's site, with a frame instead of a window.

use super::{connected, main_text, text};
use crate::harness::{Dashboard, DashboardSite, Kubeconfig, Plan, button, heading, journey, timer};
use crate::supervisor_sealed::sign_in;

/// The same as `DASHBOARD`, in a frame.
const FRAMING: &str = "
import { EmbedSession } from './embed.js';

document.getElementById('connect').onclick = async () => {
  const frame = document.createElement('iframe');
  document.getElementById('place').append(frame);
  window.session = await EmbedSession.open({ gateway: location.hash.slice(1), frame });
};
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a12_a_dashboard_of_the_same_site_may_use_a_frame() {
    let dashboard = Dashboard::start(DashboardSite::SameSite, "Same site", FRAMING).await;
    let plan = Plan::supervisor().dashboard(dashboard.origin());
    journey(plan, async |portal, browser| {
        browser.open(&dashboard.for_gateway(portal.url())).await;
        let host = browser.this_window().await;
        browser.click(&button("Connect")).await;
        browser.look_into_the_frame().await;
        browser
            .see(&main_text(&format!(
                "{} opened this window",
                dashboard.origin()
            )))
            .await;
        browser.click(&button("Sign in")).await;
        browser.switch_to_new(&[&host]).await;
        browser.log_in("pinny", "haul-out").await;
        browser.until_windows(1, &host).await;
        browser.look_into_the_frame().await;
        browser
            .see(&heading(&format!("Connected to {}", dashboard.origin())))
            .await;
        browser.look_out_of_the_frame().await;
        connected(browser).await;
        let kubeconfig = Kubeconfig::new(&text(browser, "session.kubeconfig()").await);
        assert_eq!(kubeconfig.who_am_i().await.0, "pinny");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a12_no_page_is_shown_in_a_frame_of_another_site_or_origin() {
    let listed = Dashboard::start(DashboardSite::OtherSite, "Same site", FRAMING).await;
    let stranger = Dashboard::start(DashboardSite::SameSite, "Same site", FRAMING).await;
    let plan = Plan::supervisor().dashboard(listed.origin());
    journey(plan, async |portal, browser| {
        sign_in(portal, browser).await;
        for dashboard in [&listed, &stranger] {
            browser.open(&dashboard.for_gateway(portal.url())).await;
            browser.click(&button("Connect")).await;
            let error = browser
                .until("a refused frame", async || {
                    browser.console_errors().await.pop()
                })
                .await;
            assert!(error.contains("frame-ancestors"), "{error}");
        }
        browser.open(&format!("{}/", portal.url())).await;
        browser.see(&timer("Development")).await;
    })
    .await;
}
