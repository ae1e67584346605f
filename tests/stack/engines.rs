//! The main tests in each browser engine; docs/browsers.md lists them.

use haulout_devstack::Fault;

use crate::boot_failure::a_modified_file_does_not_run;
use crate::cluster_errors::the_cluster_fails;
use crate::element::host::sign_in_through_a_window;
use crate::embed::sign_in_for_a_dashboard;
use crate::harness::{
    Browser, Engine, Kubeconfig, Plan, button, button_of, journey_in, program_button, status, timer,
};
use crate::sign_in_errors::{a_sign_in_fails, an_unavailable_issuer_is_retried};
use crate::supervisor_sealed::{download, renew, sign_in};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_user_signs_in_renews_and_signs_out_in_chromium() {
    sign_in_renew_and_sign_out(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_user_signs_in_renews_and_signs_out_in_firefox() {
    sign_in_renew_and_sign_out(Engine::Firefox).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_user_signs_in_renews_and_signs_out_in_webkit() {
    sign_in_renew_and_sign_out(Engine::WebKit).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_element_signs_in_through_a_window_in_firefox() {
    sign_in_through_a_window(Engine::Firefox).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_element_signs_in_through_a_window_in_webkit() {
    sign_in_through_a_window(Engine::WebKit).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dashboard_of_another_origin_gets_a_credential_in_firefox() {
    sign_in_for_a_dashboard(Engine::Firefox).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dashboard_of_another_origin_gets_a_credential_in_webkit() {
    sign_in_for_a_dashboard(Engine::WebKit).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failure_has_a_page_with_a_next_step_in_firefox() {
    failures_can_be_retried(Engine::Firefox).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failure_has_a_page_with_a_next_step_in_webkit() {
    failures_can_be_retried(Engine::WebKit).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_modified_file_does_not_run_in_firefox() {
    a_modified_file_does_not_run(Engine::Firefox).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_modified_file_does_not_run_in_webkit() {
    a_modified_file_does_not_run(Engine::WebKit).await;
}

/// One failure of each kind: of the sign-in, of the issuer, and of a cluster.
async fn failures_can_be_retried(engine: Engine) {
    a_sign_in_fails(engine, Fault::AccessDenied, "Access denied", "Start again").await;
    an_unavailable_issuer_is_retried(engine).await;
    let title = "The cluster rejected your sign-in";
    the_cluster_fails(engine, Fault::ConciergeRefuses, title).await;
}

async fn sign_in_renew_and_sign_out(engine: Engine) {
    journey_in(engine, Plan::one_cluster(), async |portal, browser| {
        sign_in(portal, browser).await;
        see_settings_below_their_button(browser).await;
        let first = download(browser, "Development", "dev.kubeconfig.yaml").await;
        assert_eq!(first.who_am_i().await.0, "pinny");

        renew(portal, browser).await;
        let second = download(browser, "Development", "dev.kubeconfig.yaml").await;
        assert_eq!(second.who_am_i().await.0, "pinny");
        let serials = (
            first.certificate().await.serial,
            second.certificate().await.serial,
        );
        assert_ne!(serials.0, serials.1);

        browser.reload().await;
        browser.see(&timer("Development")).await;
        browser
            .click(&button_of("Development", "Copy kubeconfig"))
            .await;
        browser.see(&status("Copied.")).await;
        let third = Kubeconfig::new(&browser.pasted().await);
        assert_eq!(third.who_am_i().await.0, "pinny");

        // The session and its hint.
        assert_eq!(browser.session_cookies().await.len(), 2);
        browser.click(&button("Sign out")).await;
        browser.see(&program_button("Sign in")).await;
        assert_eq!(browser.session_cookies().await, Vec::<String>::new());
        browser.reload().await;
        browser.see(&program_button("Sign in")).await;
        assert_eq!(browser.count(&timer("Development")).await, 0);
    })
    .await;
}

/// Opens the settings and closes them.
async fn see_settings_below_their_button(browser: &Browser) {
    let settings = "//button[@aria-label='Settings']";
    browser.click(settings).await;
    browser.see("//*[@id='settings']").await;
    let below = browser
        .value(
            "document.querySelector('#settings').getBoundingClientRect().top >= \
             document.querySelector('[popovertarget]').getBoundingClientRect().bottom",
        )
        .await;
    assert_eq!(below, true);
    browser.click(settings).await;
}
