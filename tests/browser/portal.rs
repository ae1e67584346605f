//! Tests what the portal shows, and its buttons.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{
    Clock, fresh_page, gateway, has_button, html, mount, press, text, until_it_says,
};
use crate::stubs::{FakeTimers, eval, turn, until};

const CERTIFICATE: &str = include_str!("../../crates/protocol/tests/fixtures/pinniped.crt");
const KEY: &str = include_str!("../../crates/protocol/tests/fixtures/pinniped.key");

#[wasm_bindgen_test]
async fn a_restored_session_offers_the_kubeconfig() {
    fresh_page().await;
    let _gateway = gateway();
    mount();
    until_it_says("Copy kubeconfig").await;
    for words in [
        "Acme clusters",
        "Production",
        "pinny@acme.example",
        "on-call",
        "Ready",
    ] {
        assert!(text().contains(words), "{words} is not in {}", text());
    }
    for button in ["Copy kubeconfig", "Download", "Renew now", "Sign out"] {
        assert!(has_button(button), "{button}");
    }
    assert!(
        eval("document.title")
            .as_string()
            .unwrap()
            .ends_with(" · Acme clusters")
    );
    let page = html();
    let preview = base64(&CERTIFICATE[..60]);
    assert!(page.contains(&preview[..40]), "{page}");
    for secret in [&base64(KEY)[60..], KEY.lines().nth(1).unwrap(), "eyJ"] {
        assert!(!page.contains(secret), "{secret} is in {page}");
    }
    assert_eq!(stored(), 0.0);
}

#[wasm_bindgen_test]
async fn a_signed_out_page_shows_the_issuer() {
    fresh_page().await;
    let _gateway = gateway();
    eval("portal.signedIn = false");
    mount();
    until_it_says("https://issuer.example").await;
    assert!(has_button("Sign in"));
    assert!(!text().contains("Production"));
}

#[wasm_bindgen_test]
async fn a_failed_start_shows_its_code_and_recovers_on_retry() {
    fresh_page().await;
    let _gateway = gateway();
    eval("portal.broken.add('GET /config.json')");
    mount();
    until_it_says("HAULOUT_CONFIG_UNREACHABLE").await;
    eval("portal.broken.clear()");
    press("Try again");
    until_it_says("Copy kubeconfig").await;
}

#[wasm_bindgen_test]
async fn a_cluster_that_is_down_shows_its_error_on_its_card() {
    fresh_page().await;
    let _gateway = gateway();
    eval("portal.broken.add('POST /clusters/prod/tokencredentialrequests')");
    mount();
    until_it_says("HAULOUT_CONCIERGE_UNREACHABLE").await;
    assert!(text().contains("Production"));
    assert!(!has_button("Copy kubeconfig"));
    eval("portal.broken.clear()");
    press("Try again");
    until_it_says("Copy kubeconfig").await;
}

#[wasm_bindgen_test]
async fn signing_out_ends_the_session_here_and_at_the_gateway() {
    fresh_page().await;
    let _gateway = gateway();
    mount();
    until_it_says("Copy kubeconfig").await;
    press("Sign out");
    until(|| has_button("Sign in")).await;
    assert!(eval("portal.requests.includes('POST /session/end')").is_truthy());
    assert!(!html().contains(&base64(&CERTIFICATE[..60])[..40]));
}

#[wasm_bindgen_test]
async fn an_unexpected_callback_is_refused_and_removed_from_the_url() {
    fresh_page().await;
    let _gateway = gateway();
    eval(
        "portal.signedIn = false;
        history.replaceState(null, '', '/callback?code=canary-code&state=forged')",
    );
    mount();
    until_it_says("HAULOUT_LOGIN_NOT_STARTED").await;
    let address = eval("location.href").as_string().unwrap();
    assert!(!address.contains("code="), "{address}");
    assert!(!html().contains("canary-code"));
    assert!(!has_button("Copy kubeconfig"));
}

#[wasm_bindgen_test]
async fn the_countdown_continues_and_expiry_shows_after_sleep() {
    fresh_page().await;
    let _gateway = gateway();
    let timers = FakeTimers::new();
    let clock = Clock::stop();
    mount();
    until_it_says("Copy kubeconfig").await;
    let shown =
        || eval("document.querySelector('#haulout [role=timer] strong').textContent").as_string();
    let first = shown();
    // One timer redraws the countdown, the other one checks the deadline.
    assert_eq!(timers.armed().len(), 2);
    clock.advance(1_500);
    timers.fire();
    until(|| shown() != first).await;
    // After sleep: the clocks have advanced, no timer has fired, and there is no network yet.
    eval(
        "for (const route of ['POST /issuer/token', 'POST /clusters/prod/tokencredentialrequests']) portal.broken.add(route)",
    );
    clock.advance(600_000);
    eval("dispatchEvent(new Event('focus'))");
    turn().await;
    until_it_says("No certificate").await;
    assert!(!has_button("Copy kubeconfig"));
}

#[wasm_bindgen_test]
async fn a_second_changes_text_and_rings_and_renders_nothing_else() {
    fresh_page().await;
    let _gateway = gateway();
    eval("portal.clusters = 2");
    let timers = FakeTimers::new();
    let clock = Clock::stop();
    mount();
    until_it_says("Copy kubeconfig").await;
    until_it_says("Cluster 2").await;
    let shown =
        || eval("document.querySelector('#haulout [role=timer] strong').textContent").as_string();
    turn().await;
    eval(
        "globalThis.touched = [];
        globalThis.watch = new MutationObserver((records) => touched.push(...records));
        watch.observe(document.querySelector('#haulout'),
            { subtree: true, childList: true, attributes: true, characterData: true })",
    );
    for _ in 0..3 {
        let first = shown();
        clock.advance(1_000);
        timers.fire();
        until(|| shown() != first).await;
        turn().await;
    }
    eval("watch.disconnect()");
    let others = eval(
        "touched.map(({ target, type, attributeName }) =>
            type === 'characterData' ? 'text' : `${type} ${attributeName} of <${target.localName} class='${target.getAttribute('class')}'>`)
            .filter((it, at, all) => all.indexOf(it) === at).sort().join('\\n')",
    );
    let expected = "attributes aria-label of <p class='time'>
attributes stroke-dasharray of <circle class='left'>
text";
    assert_eq!(others.as_string().as_deref(), Some(expected));
    // The digits of two rows, of the ring, and of the next renewal.
    let texts = eval("touched.filter(({ type }) => type === 'characterData').length");
    assert!(texts.as_f64().unwrap() <= 3.0 * 4.0, "{texts:?}");
}

#[wasm_bindgen_test]
async fn folded_diagnostics_stay_folded_while_a_clock_is_off() {
    fresh_page().await;
    let _gateway = gateway();
    mount();
    until_it_says("Copy kubeconfig").await;
    // The gateway's time stands still.
    let open = || eval("document.querySelector('#activity').closest('details').open").is_truthy();
    until(open).await;
    eval("document.querySelector('#activity').closest('details').querySelector('summary').click()");
    until(|| !open()).await;
    let renewals =
        || eval("portal.requests.filter((it) => it.endsWith('requests')).length").as_f64();
    let before = renewals();
    press("Renew now");
    until(|| renewals() > before).await;
    turn().await;
    assert!(!open());
}

fn base64(text: &str) -> String {
    eval(&format!("btoa(`{text}`)")).as_string().unwrap()
}

/// The number of items in this tab's storage.
fn stored() -> f64 {
    eval("sessionStorage.length + localStorage.length")
        .as_f64()
        .unwrap()
}
