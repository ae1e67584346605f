//! Accessibility audits with axe-core of every page that a user can reach, in light and dark.

use haulout_devstack::Fault;
use serde_json::json;

use crate::harness::{
    Plan, Scheme, audit, button, journey, program_button, ready_button, status, tab, timer,
    violations,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_audit_finds_violations() {
    journey(Plan::one_cluster(), async |portal, browser| {
        browser.open(portal.url()).await;
        browser.see(&program_button("Sign in")).await;
        browser.prefer(Scheme::Light).await;
        for (harm, rule) in [
            (
                "document.querySelector('main').append(document.createElement('textarea'))",
                "label",
            ),
            (
                // On a plain background, because axe-core cannot measure contrast on a gradient.
                "document.querySelector('h2').style.color = '#ccc'",
                "color-contrast",
            ),
            ("document.documentElement.lang = ''", "html-has-lang"),
        ] {
            browser.value(harm).await;
            let violations = violations(browser).await;
            let found = violations
                .iter()
                .any(|line| line.starts_with(&format!("{rule}: ")));
            assert!(found, "{rule} is not in {violations:#?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_of_a_session_is_accessible() {
    journey(Plan::supervisor(), async |portal, browser| {
        browser.hold("*.wasm").await;
        browser.open(portal.url()).await;
        browser.see("//input[@type='radio']").await;
        audit(browser, "signed out before the program").await;
        browser.resume_requests().await;
        browser.see(WITHOUT_FIRST_PAGE).await;
        audit(browser, "signed out with a choice").await;
        browser.click(&button("Sign in")).await;

        browser.see("//input[@name='password']").await;
        browser.hold("*/issuer/token").await;
        browser.log_in("pinny", "haul-out").await;
        browser.see(&status("Verifying the sign-in")).await;
        audit(browser, "arriving").await;
        browser.resume_requests().await;
        browser.see(&timer("Development")).await;
        browser
            .click("//li[contains(., 'Production EU')]//button")
            .await;
        browser.see(&timer("Production EU")).await;
        audit(browser, "signed in").await;
        for folded in [
            "certificate-authority-data",
            "Use it in a terminal",
            "Session timeline",
            "Diagnostics",
        ] {
            let summary = format!("//summary[contains(., '{folded}')]");
            browser.click(&summary).await;
        }
        audit(browser, "signed in, with everything unfolded").await;
        browser.click(&button("Copy kubeconfig")).await;
        browser.see(&status("Copied.")).await;
        audit(browser, "signed in, after a copy").await;
        browser
            .value("navigator.clipboard.writeText = () => Promise.reject()")
            .await;
        browser.click(&button("Copy kubeconfig")).await;
        browser.see("//textarea").await;
        audit(browser, "signed in, to copy by hand").await;
        for form in ["Haulout CLI", "Pinniped CLI", "Shell commands"] {
            browser.click(&tab(form)).await;
            browser
                .see(&format!("{}[@aria-selected='true']", tab(form)))
                .await;
            audit(browser, form).await;
        }

        browser.hold("*/session/end").await;
        browser.click(&button("Sign out")).await;
        browser.see(&status("Signing out")).await;
        audit(browser, "ending").await;
        browser.resume_requests().await;
        browser.see(&program_button("Sign in")).await;
        audit(browser, "signed out after a session").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sign_in_page_without_a_choice_is_accessible() {
    journey(Plan::public_client(), async |portal, browser| {
        browser.open(portal.url()).await;
        browser.see(&program_button("Sign in")).await;
        assert_eq!(browser.count("//input[@type='radio']").await, 0);
        audit(browser, "signed out without a choice").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_error_page_is_accessible() {
    journey(Plan::one_cluster(), async |portal, browser| {
        portal.stack().set_fault(Fault::IssuerDown, true);
        browser.open(portal.url()).await;
        browser
            .see_error("The issuer is not responding", "Try again")
            .await;
        audit(browser, "failed, for a retry").await;

        portal.stack().set_fault(Fault::IssuerDown, false);
        portal.stack().set_fault(Fault::AccessDenied, true);
        browser.click(&button("Try again")).await;
        browser.click(&button("Sign in")).await;
        browser.log_in("pinny", "haul-out").await;
        browser.see_error("Access denied", "Start again").await;
        audit(browser, "failed, for a sign-in").await;
        browser
            .click("//summary[normalize-space()='Details for the operator']")
            .await;
        audit(browser, "failed, with the details").await;
    })
    .await;

    let plan = Plan::one_cluster().tamper(|config| config["issuer"]["scope"] = json!("openid"));
    journey(plan, async |portal, browser| {
        browser.open(portal.url()).await;
        browser
            .see_error("The configuration is invalid", "Start again")
            .await;
        audit(browser, "failed, for the operator").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_error_within_a_session_is_accessible() {
    journey(Plan::one_cluster(), async |portal, browser| {
        let stack = portal.stack();
        stack.set_fault(Fault::ConciergeRefuses, true);
        browser.open(portal.url()).await;
        browser.click(&button("Sign in")).await;
        browser.log_in("pinny", "haul-out").await;
        browser
            .see_error("The cluster rejected your sign-in", "Try again")
            .await;
        audit(browser, "the operator is needed").await;

        stack.set_fault(Fault::ConciergeRefuses, false);
        browser.click(&button("Try again")).await;
        browser.see(&timer("Development")).await;
        assert_eq!(browser.count("//*[@role='alert']").await, 0);
        audit(browser, "nothing is needed").await;

        stack.set_fault(Fault::Concierge503, true);
        browser.click(&button("Renew now")).await;
        browser
            .see_error("The cluster is not responding", "Try again")
            .await;
        audit(browser, "a retry is needed").await;

        // The cluster stays down: its recovery would remove the message automatically.
        stack.set_fault(Fault::SessionRevoked, true);
        browser.click(&ready_button("Renew now")).await;
        browser.see_error("Your session has ended", "Sign in").await;
        audit(browser, "a sign-in is needed").await;
    })
    .await;
}

/// The page once the program has rendered it.
const WITHOUT_FIRST_PAGE: &str = "//*[@id='haulout' and not(*[@class='boot'])]";
