//! A file of the program does not load: each page names the file, and starting again works.

use crate::harness::{Browser, Plan, button, heading, journey};

const COULD_NOT_START: &str = "This page could not start";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_portal_names_a_blocked_script_and_can_be_started_again() {
    journey(Plan::one_cluster(), async |portal, browser| {
        for (blocked, named) in [
            ("*/assets/init-*.js", "/assets/init-"),
            // The browser reports the importing script.
            ("*/assets/haulout-*.js", "/assets/init-"),
            ("*.wasm", "/assets/haulout_bg-"),
        ] {
            browser.block(blocked).await;
            browser.open(portal.url()).await;
            names_failed_file(browser, named).await;
            browser.block(NOTHING).await;
            browser.click(START_AGAIN).await;
            browser.see(&button("Sign in")).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_callback_with_a_blocked_script_keeps_the_sign_in() {
    journey(Plan::one_cluster(), async |portal, browser| {
        let url = format!("{}/callback?code=c&state=s", portal.url());
        browser.block("*/assets/init-*.js").await;
        browser.open(&url).await;
        names_failed_file(browser, "/assets/init-").await;
        browser.block(NOTHING).await;
        browser.click(START_AGAIN).await;
        browser
            .see(&heading("This sign-in was not started here"))
            .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_window_names_a_blocked_script() {
    journey(Plan::one_cluster(), async |portal, browser| {
        browser.open(portal.url()).await;
        browser.see(&button("Sign in")).await;
        // As the opener of the window sets it.
        browser
            .value("sessionStorage.setItem('haulout.popup', 's')")
            .await;
        browser.block("*/assets/callback-*.js").await;
        browser
            .open(&format!("{}/callback?code=c&state=s", portal.url()))
            .await;
        names_failed_file(browser, "/assets/callback-").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_embed_window_names_a_blocked_script() {
    let dashboard = "https://dashboard.example";
    let plan = Plan::one_cluster().dashboard(dashboard);
    journey(plan, async |portal, browser| {
        for (blocked, named) in [
            ("*/assets/embed-*.js", "/assets/embed-"),
            ("*/assets/haulout-*.js", "/assets/embed-"),
            ("*/assets/popup-*.js", "/assets/embed-"),
            ("*.wasm", "/assets/haulout_bg-"),
        ] {
            browser.block(blocked).await;
            browser
                .open(&format!("{}/embed?origin={dashboard}", portal.url()))
                .await;
            names_failed_file(browser, named).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f10_a_modified_file_does_not_run() {
    for changed in ["init-", "haulout-", "haulout_bg-"] {
        let plan = Plan::one_cluster().change_asset(changed);
        journey(plan, async |portal, browser| {
            browser.open(portal.url()).await;
            browser.see(&heading(COULD_NOT_START)).await;
            assert_eq!(browser.count(START_AGAIN).await, 1);
            let console = browser.console().await;
            assert!(console.contains("integrity"), "{console}");
        })
        .await;
    }
}

/// The error card names this file.
async fn names_failed_file(browser: &Browser, named: &str) {
    browser.see(&heading(COULD_NOT_START)).await;
    let report = browser.text("//pre").await;
    assert!(report.contains(named), "{named} is not in: {report}");
    assert_eq!(browser.count(START_AGAIN).await, 1);
}

const START_AGAIN: &str = "//a[.='Start again']";
const NOTHING: &str = "nothing";
