//! What the portal does when the browser withholds something, or keeps, restores and multiplies its page.

use std::time::Duration;

use haulout_devstack::Preset;

use crate::harness::{Plan, Portal, button, heading, journey, ready_button, timer};
use crate::supervisor_sealed::{fields, sign_in};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_without_workers_renews_itself() {
    let plan = Plan::one_cluster().certificates(SHORT);
    journey(plan, async |portal, browser| {
        browser.before_load("delete window.Worker").await;
        sign_in(portal, browser).await;
        let first = exchanges(portal);
        browser
            .until("a renewal", async || {
                (exchanges(portal) > first).then_some(())
            })
            .await;
        browser.see(&timer("Development")).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_without_databases_signs_in() {
    let denied = "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('denied', 'SecurityError'); } })";
    journey(Plan::one_cluster(), async |portal, browser| {
        browser.before_load(denied).await;
        sign_in(portal, browser).await;
        browser.reload().await;
        browser.see(&timer("Development")).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sealed_sign_in_needs_no_storage() {
    for script in [DENIED, FULL] {
        journey(Plan::one_cluster(), async |portal, browser| {
            browser.before_load(script).await;
            sign_in(portal, browser).await;
        })
        .await;
    }
}

/// In page mode, the page cannot know its own sign-in again without the storage of its tab.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_of_the_page_without_usable_storage_is_refused_when_it_returns() {
    for script in [DENIED, FULL] {
        journey(
            Plan::preset(Preset::Story1987, 300),
            async |portal, browser| {
                browser.before_load(script).await;
                browser.open(portal.url()).await;
                browser.click(&button("Sign in")).await;
                browser.log_in("walrus", "tusks-up").await;
                let title = heading("This sign-in was not started here");
                browser.see(&title).await;
                assert!(fields(portal, "code").is_empty(), "no code was redeemed");
            },
        )
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_the_user_returns_to_shows_a_valid_certificate() {
    journey(Plan::one_cluster(), async |portal, browser| {
        sign_in(portal, browser).await;
        browser.open("about:blank").await;
        browser.value("history.back()").await;
        browser.see(&timer("Development")).await;
        browser.see(&ready_button("Renew now")).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_tabs_share_a_rotating_refresh_token() {
    journey(Plan::one_cluster(), async |portal, browser| {
        sign_in(portal, browser).await;
        let mut tabs = vec![browser.this_window().await];
        for _ in 1..10 {
            tabs.push(browser.open_window().await);
            browser.open(portal.url()).await;
            browser.see(&timer("Development")).await;
        }
        for tab in &tabs {
            browser.switch_to(tab).await;
            browser.click(&ready_button("Renew now")).await;
        }
        for tab in &tabs {
            browser.switch_to(tab).await;
            browser.see(&ready_button("Renew now")).await;
            assert_eq!(browser.count("//*[@role='alert']").await, 0);
        }
        let mut spent = fields(portal, "refresh_token");
        let count = spent.len();
        spent.sort();
        spent.dedup();
        assert_eq!(spent.len(), count, "a token was spent twice");
    })
    .await;
}

fn exchanges(portal: &Portal) -> usize {
    fields(portal, "audience").len()
}

/// Short enough that a test sees renewals.
const SHORT: Duration = Duration::from_secs(30);
/// Storage that a policy of the browser denies.
const DENIED: &str = "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } })";
/// Storage without room.
const FULL: &str =
    "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }";
