//! A file of the program does not load: each page names the file, and starting again works.

use crate::harness::{
    Browser, Engine, Plan, button, heading, journey, journey_in, program_button, timer,
};

const COULD_NOT_START: &str = "This page could not start";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_portal_names_a_blocked_script_and_can_be_started_again() {
    journey(Plan::one_cluster(), async |portal, browser| {
        for (blocked, named) in [
            ("*/assets/init-*.js", "/assets/init-"),
            ("*/assets/haulout-*.js", "/assets/haulout-"),
            ("*.wasm", "/assets/haulout_bg-"),
        ] {
            browser.block(blocked).await;
            browser.open(portal.url()).await;
            names_failed_file(browser, named).await;
            // Signing in does not need the program.
            browser.see(&button("Sign in")).await;
            browser.block(NOTHING).await;
            browser.click(START_AGAIN).await;
            browser.see(&program_button("Sign in")).await;
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
        browser.reload().await;
        names_failed_file(browser, "/assets/init-").await;
        browser.block(NOTHING).await;
        browser.click(START_AGAIN).await;
        browser
            .see(&heading("This sign-in was not started here"))
            .await;
    })
    .await;
}

/// Records the page's URL when the document is complete, before module scripts run.
const EARLY_URL: &str =
    "document.onreadystatechange = () => (globalThis.earlyUrl ??= location.href);";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_callback_hides_its_code_before_the_program_runs() {
    journey(Plan::one_cluster(), async |portal, browser| {
        browser.before_load(EARLY_URL).await;
        browser.open(portal.url()).await;
        browser.click(&button("Sign in")).await;
        browser.see("//input[@name='password']").await;
        browser.hold("*.wasm").await;
        browser.log_in("pinny", "haul-out").await;
        browser.see("//*[@aria-busy='true']").await;
        let callback = format!("{}/callback", portal.url());
        assert_eq!(browser.value("earlyUrl").await, *callback);
        assert_eq!(browser.url().await, callback);
        browser.resume_requests().await;
        browser.see(&timer("Development")).await;
    })
    .await;
}

/// Removes the page's documents before module scripts run, as on static hosting.
const WITHOUT_DOCUMENTS: &str =
    "document.onreadystatechange = () => document.getElementById('haulout-data')?.remove();";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_callback_without_a_configuration_can_be_retried() {
    journey(Plan::one_cluster(), async |portal, browser| {
        browser.open(portal.url()).await;
        browser.click(&button("Sign in")).await;
        browser.see("//input[@name='password']").await;
        browser.before_load(WITHOUT_DOCUMENTS).await;
        browser.block("*/config.json").await;
        browser.log_in("pinny", "haul-out").await;
        browser.see(&button("Try again")).await;
        browser.block(NOTHING).await;
        browser.click(&button("Try again")).await;
        browser.see(&timer("Development")).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_window_names_a_blocked_script() {
    journey(Plan::one_cluster(), async |portal, browser| {
        browser.open(portal.url()).await;
        browser.see(&program_button("Sign in")).await;
        // As the opener of the window sets it.
        browser
            .value("sessionStorage.setItem('haulout.popup', 's')")
            .await;
        browser.block("*/assets/popup-page-*.js").await;
        browser
            .open(&format!("{}/callback?code=c&state=s", portal.url()))
            .await;
        names_failed_file(browser, "/assets/popup-page-").await;
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
async fn f2_a_modified_file_does_not_run() {
    a_modified_file_does_not_run(Engine::Chromium).await;
}

pub(crate) async fn a_modified_file_does_not_run(engine: Engine) {
    for changed in ["init-", "haulout-", "haulout_bg-"] {
        let plan = Plan::one_cluster().change_asset(changed);
        journey_in(engine, plan, async |portal, browser| {
            browser.open(portal.url()).await;
            browser.see(&heading(COULD_NOT_START)).await;
            assert_eq!(browser.count(START_AGAIN).await, 1);
            // Other engines do not report it to their drivers.
            if engine == Engine::Chromium {
                let console = browser.console().await;
                assert!(console.contains("integrity"), "{console}");
            }
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
