//! Errors of a cluster after a successful sign-in: the session is kept, and a retry is the next step.

use haulout_devstack::Fault;

use crate::harness::{Engine, Plan, button, journey_in, timer};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_by_the_concierge_is_shown() {
    the_cluster_fails(
        Engine::Chromium,
        Fault::ConciergeRefuses,
        "The cluster rejected your sign-in",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unavailable_concierge_is_shown() {
    the_cluster_fails(
        Engine::Chromium,
        Fault::Concierge503,
        "The cluster is not responding",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_truncated_concierge_response_is_refused() {
    let title = "The cluster’s certificate is invalid";
    the_cluster_fails(Engine::Chromium, Fault::ConciergeMalformed, title).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_oversized_concierge_response_is_refused() {
    the_cluster_fails(
        Engine::Chromium,
        Fault::ConciergeOversized,
        "A response was too large",
    )
    .await;
}

pub(crate) async fn the_cluster_fails(engine: Engine, fault: Fault, title: &str) {
    journey_in(engine, Plan::one_cluster(), async |portal, browser| {
        portal.stack().set_fault(fault, true);
        browser.open(portal.url()).await;
        browser.click(&button("Sign in")).await;
        browser.log_in("pinny", "haul-out").await;
        browser.see_error(title, "Try again").await;
        assert_eq!(browser.count(&timer("Development")).await, 0);
        assert_eq!(browser.count(&button("Download")).await, 0);

        portal.stack().set_fault(fault, false);
        browser
            .until("the cluster is back", async || {
                // The page also retries automatically, which may remove the button before the click.
                if let Some(again) = browser.displayed(&button("Try again")).await {
                    let _gone = again.click().await;
                }
                browser.displayed(&timer("Development")).await
            })
            .await;
        assert_eq!(browser.count("//*[@role='alert']").await, 0);
    })
    .await;
}
