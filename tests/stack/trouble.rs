//! Sign-ins that fail: each says what happened, offers one next step, remembers nothing, and can be repaired.

use haulout_devstack::Fault;

use crate::harness::{Browser, Plan, Portal, button, heading, journey, timer};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_state_that_nobody_asked_for_is_refused() {
    a_sign_in_fails(
        Fault::WrongState,
        "This sign-in was not started here",
        "Start again",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_who_is_denied_is_told_so() {
    a_sign_in_fails(Fault::AccessDenied, "Access denied", "Start again").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_endpoint_that_fails_is_named() {
    let title = "The issuer is not responding";
    a_sign_in_fails(Fault::TokenEndpointFails, title, "Try again").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_answer_that_is_cut_off_is_refused() {
    let title = "The issuer’s token response is invalid";
    a_sign_in_fails(Fault::TokenMalformed, title, "Start again").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_answer_of_megabytes_is_refused() {
    let title = "A response was too large";
    a_sign_in_fails(Fault::TokenOversized, title, "Start again").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_issuer_that_is_down_is_named_and_can_be_tried_again() {
    journey(Plan::one_cluster(), async |portal, browser| {
        portal.stack().set_fault(Fault::IssuerDown, true);
        browser.open(portal.url()).await;
        browser
            .see_trouble("The issuer is not responding", "Try again")
            .await;

        browser.click(&button("Try again")).await;
        browser
            .see_trouble("The issuer is not responding", "Try again")
            .await;

        portal.stack().set_fault(Fault::IssuerDown, false);
        browser.click(&button("Try again")).await;
        sign_in(browser).await;
        browser.see(&timer("Development")).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_is_remembered_in_the_tab_until_the_page_returns() {
    journey(Plan::one_cluster(), async |portal, browser| {
        browser.open(portal.url()).await;
        browser.click(&button("Sign in")).await;
        browser.see("//input[@name='password']").await;
        // A page whose program does not load cannot take what is remembered.
        browser.block("*.wasm").await;
        browser.open(portal.url()).await;
        browser.see(&heading("This page could not start")).await;
        assert_eq!(browser.value("sessionStorage.length").await, 1);
        browser.block("nothing").await;
        browser.open(portal.url()).await;
        browser.see(&button("Sign in")).await;
        assert_eq!(browser.value("sessionStorage.length").await, 0);
    })
    .await;
}

/// A sign-in with a fault ends in this trouble; the next step leads to one that works.
async fn a_sign_in_fails(fault: Fault, title: &str, next_step: &str) {
    journey(Plan::one_cluster(), async |portal: &Portal, browser| {
        portal.stack().set_fault(fault, true);
        browser.open(portal.url()).await;
        sign_in(browser).await;
        browser.see_trouble(title, next_step).await;
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
