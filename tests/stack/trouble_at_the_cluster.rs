//! Sign-ins that work, to a cluster that does not: the session stays, and asking again is the next step.

use haulout_devstack::Fault;

use crate::harness::{Plan, button, journey, timer};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_by_the_concierge_is_told() {
    the_cluster_fails(Fault::ConciergeRefuses, "The cluster rejected your sign-in").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_concierge_that_is_down_is_told() {
    the_cluster_fails(Fault::Concierge503, "The cluster is not responding").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_concierges_answer_that_is_cut_off_is_refused() {
    the_cluster_fails(
        Fault::ConciergeMalformed,
        "The cluster’s certificate is invalid",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_concierges_answer_of_megabytes_is_refused() {
    the_cluster_fails(Fault::ConciergeOversized, "A response was too large").await;
}

async fn the_cluster_fails(fault: Fault, title: &str) {
    journey(Plan::one_cluster(), async |portal, browser| {
        portal.stack().set_fault(fault, true);
        browser.open(portal.url()).await;
        browser.click(&button("Sign in")).await;
        browser.log_in("pinny", "haul-out").await;
        browser.see_trouble(title, "Try again").await;
        assert_eq!(browser.count(&timer("Development")).await, 0);
        assert_eq!(browser.count(&button("Download")).await, 0);

        portal.stack().set_fault(fault, false);
        browser
            .until("the cluster is back", async || {
                // It is asked again by itself, too, which may be faster than a person, and takes the button away.
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
