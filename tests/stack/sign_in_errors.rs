//! Failed sign-ins: each shows an error with one next step, stores nothing, and can be repeated.

use haulout_devstack::Fault;

use crate::harness::{
    Browser, Engine, Plan, button, heading, journey, journey_in, program_button, timer,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_foreign_state_is_refused() {
    let title = "This sign-in was not started here";
    a_sign_in_fails(Engine::Chromium, Fault::WrongState, title, "Start again").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_denied_sign_in_shows_an_error() {
    a_sign_in_fails(
        Engine::Chromium,
        Fault::AccessDenied,
        "Access denied",
        "Start again",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_error_of_the_token_endpoint_is_shown() {
    let title = "The issuer is not responding";
    a_sign_in_fails(
        Engine::Chromium,
        Fault::TokenEndpointFails,
        title,
        "Try again",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_truncated_token_response_is_refused() {
    let title = "The issuer’s token response is invalid";
    a_sign_in_fails(
        Engine::Chromium,
        Fault::TokenMalformed,
        title,
        "Start again",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_oversized_token_response_is_refused() {
    let title = "A response was too large";
    a_sign_in_fails(
        Engine::Chromium,
        Fault::TokenOversized,
        title,
        "Start again",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unavailable_issuer_is_named_and_can_be_retried() {
    an_unavailable_issuer_is_retried(Engine::Chromium).await;
}

pub(crate) async fn an_unavailable_issuer_is_retried(engine: Engine) {
    journey_in(engine, Plan::one_cluster(), async |portal, browser| {
        portal.stack().set_fault(Fault::IssuerDown, true);
        browser.open(portal.url()).await;
        browser
            .see_error("The issuer is not responding", "Try again")
            .await;

        browser.click(&button("Try again")).await;
        browser
            .see_error("The issuer is not responding", "Try again")
            .await;

        portal.stack().set_fault(Fault::IssuerDown, false);
        browser.click(&button("Try again")).await;
        sign_in(browser).await;
        browser.see(&timer("Development")).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tab_stores_nothing_of_a_sealed_sign_in() {
    journey(Plan::one_cluster(), async |portal, browser| {
        browser.open(portal.url()).await;
        browser.click(&button("Sign in")).await;
        browser.see("//input[@name='password']").await;
        // A page whose program does not load cannot remove anything that was stored.
        browser.block("*.wasm").await;
        browser.open(portal.url()).await;
        browser.see(&heading("This page could not start")).await;
        assert_eq!(browser.value("sessionStorage.length").await, 0);
        browser.block("nothing").await;
        browser.open(portal.url()).await;
        browser.see(&program_button("Sign in")).await;
        assert_eq!(browser.value("sessionStorage.length").await, 0);
    })
    .await;
}

/// A sign-in with a fault fails with this error; the next step leads to a successful one.
pub(crate) async fn a_sign_in_fails(engine: Engine, fault: Fault, title: &str, next_step: &str) {
    journey_in(engine, Plan::one_cluster(), async |portal, browser| {
        portal.stack().set_fault(fault, true);
        browser.open(portal.url()).await;
        sign_in(browser).await;
        browser.see_error(title, next_step).await;
        assert_eq!(browser.count(&timer("Development")).await, 0);

        portal.stack().set_fault(fault, false);
        browser.click(&button(next_step)).await;
        sign_in(browser).await;
        browser.see(&timer("Development")).await;
    })
    .await;
}

async fn sign_in(browser: &Browser) {
    browser.click(&button("Sign in")).await;
    browser.log_in("pinny", "haul-out").await;
}
