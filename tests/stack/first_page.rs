//! The first page: usable before the program has loaded, and taken over by it without a visible change.

use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, ACCEPT_LANGUAGE};

use crate::harness::{
    Engine, Plan, Portal, Scheme, Screen, button, journey, journey_in, program_button, timer,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_starts_before_the_program_has_loaded() {
    journey(Plan::one_cluster(), async |portal, browser| {
        browser.hold("*.wasm").await;
        browser.open(portal.url()).await;
        browser.click(&button("Sign in")).await;
        browser.see("//input[@name='password']").await;
        browser.resume_requests().await;
        browser.log_in("pinny", "haul-out").await;
        browser.see(&timer("Development")).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_press_during_which_the_program_starts_is_not_lost() {
    journey(Plan::one_cluster(), async |portal, browser| {
        browser.hold("*.wasm").await;
        browser.open(portal.url()).await;
        browser.press_and_hold(&button("Sign in")).await;
        browser.resume_requests().await;
        browser
            .until("the WebAssembly", async || {
                let loaded = browser.value(WASM_HAS_LOADED).await;
                loaded.as_bool().filter(|loaded| *loaded)
            })
            .await;
        tokio::time::sleep(START_TIME).await;
        browser.release_pointer().await;
        browser.see("//input[@name='password']").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_starts_even_if_the_program_never_loads() {
    journey(Plan::one_cluster(), async |portal, browser| {
        browser.block("*/assets/haulout-*.js").await;
        browser.open(portal.url()).await;
        browser.click(&button("Sign in")).await;
        browser.see("//input[@name='password']").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_press_leads_to_the_issuer_without_a_document_in_between() {
    journey(Plan::one_cluster(), async |portal, browser| {
        browser.hold("*.wasm").await;
        browser.open(portal.url()).await;
        browser.click(&button("Sign in")).await;
        browser.see("//input[@name='password']").await;
        assert!(!portal.sent_to_browser(LEADING_DOCUMENT));
        browser.resume_requests().await;
        // The way back shows a page that works.
        browser.value("history.back()").await;
        browser.click(&program_button("Sign in")).await;
        browser.log_in("pinny", "haul-out").await;
        browser.see(&timer("Development")).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_press_works_again_if_the_browser_stays_on_the_page() {
    journey(Plan::one_cluster(), async |portal, browser| {
        browser.hold("*.wasm").await;
        browser.before_load(STAY_ONCE).await;
        browser.open(portal.url()).await;
        browser.click(&button("Sign in")).await;
        browser
            .until("the first request", async || {
                let stayed = browser.value("Boolean(window.stayed)").await;
                stayed.as_bool().filter(|stayed| *stayed)
            })
            .await;
        browser.resume_requests().await;
        browser.click(&program_button("Sign in")).await;
        browser.see("//input[@name='password']").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_issuer_may_redirect_to_another_origin() {
    sign_in_through_a_third_origin(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_issuer_may_redirect_to_another_origin_in_firefox() {
    sign_in_through_a_third_origin(Engine::Firefox).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_issuer_may_redirect_to_another_origin_in_webkit() {
    sign_in_through_a_third_origin(Engine::WebKit).await;
}

/// Sends the form, whose policy allows the page's own origin only, to an issuer that has its login page elsewhere: once
/// without the script's request, as a browser does without a script, and once with it.
async fn sign_in_through_a_third_origin(engine: Engine) {
    let plan = Plan::one_cluster().login_elsewhere();
    journey_in(engine, plan, async |portal, browser| {
        browser.open(portal.url()).await;
        browser.taken_over().await;
        browser
            .value("void (window.fetch = () => Promise.reject())")
            .await;
        browser.click(&button("Sign in")).await;
        browser.see("//input[@name='password']").await;
        assert!(portal.sent_to_browser(LEADING_DOCUMENT));

        browser.open(portal.url()).await;
        browser.click(&button("Sign in")).await;
        browser.see("//input[@name='password']").await;
        assert_eq!(browser.value("location.hostname").await, "localhost");
        browser.log_in("pinny", "haul-out").await;
        browser.see(&timer("Development")).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_takes_the_first_page_over_without_a_visible_change() {
    journey(Plan::showcase(), async |portal, browser| {
        browser.show_on(Screen::WINDOW).await;
        browser.prefer(Scheme::Light).await;
        browser.hide_scrollbars().await;
        browser.before_load(COUNT_SHIFTS).await;
        browser.hold("*.wasm").await;
        browser.open(portal.url()).await;
        browser.see(&button("Sign in")).await;
        let before = browser.picture().await;
        browser.resume_requests().await;
        browser.taken_over().await;
        let after = browser.picture().await;
        assert_eq!(browser.value("globalThis.shifts").await, 0.0);
        assert!(before == after, "the two pictures differ");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_keeps_the_choice_and_the_focus_of_the_first_page() {
    journey(Plan::showcase(), async |portal, browser| {
        browser.hold("*.wasm").await;
        browser.open(portal.url()).await;
        let second = "document.querySelectorAll('[name=identity_provider]')[1]";
        browser.value(&format!("{second}.click()")).await;
        browser.value(&format!("{second}.focus()")).await;
        browser.resume_requests().await;
        browser.taken_over().await;
        assert_eq!(browser.value(&format!("{second}.checked")).await, true);
        let is_focused = format!("document.activeElement === {second}");
        assert_eq!(browser.value(&is_focused).await, true);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_page_with_twenty_clusters_fits_into_one_round_trip() {
    journey(Plan::fleet(20), async |portal, _| {
        let (head, body) = received(portal, "en").await;
        let bytes = head + body.len();
        assert!(bytes <= FIRST_ROUND_TRIP_BYTES, "{head} + {}", body.len());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_page_is_in_the_readers_language_without_a_script() {
    journey(Plan::one_cluster(), async |portal, browser| {
        for (language, sign_in, no_script) in [
            ("de-AT,en;q=0.5", "Anmelden", "JavaScript ist deaktiviert"),
            ("fr,en;q=0.5", "Sign in", "JavaScript is disabled"),
        ] {
            let request = reqwest::Client::new().get(portal.url());
            let response = request.header(ACCEPT_LANGUAGE, language).send().await;
            let html = response.unwrap().text().await.unwrap();
            for text in [sign_in, no_script, "<form"] {
                assert!(html.contains(text), "{language}: {text}");
            }
        }
        browser.open(portal.url()).await;
        browser.see(&button("Sign in")).await;
    })
    .await;
}

/// The first sign-in leads to a fragment of the page, as if the user had stopped the browser on its way to the issuer.
const STAY_ONCE: &str = "{
    const { fetch } = window;
    window.fetch = (resource, options) => {
        if (options?.method !== 'POST') return fetch(resource, options);
        window.fetch = fetch;
        window.stayed = true;
        return Promise.resolve(new Response(JSON.stringify({ url: `${location.href}#stopped` })));
    };
}";

/// A part of the document that leads a form to the issuer.
const LEADING_DOCUMENT: &str = "Continue to the sign-in";

/// Bytes of the head and the body as a browser receives them, with the body compressed.
async fn received(portal: &Portal, language: &str) -> (usize, Vec<u8>) {
    let request = reqwest::Client::new().get(portal.url());
    let request = request.header(ACCEPT_ENCODING, "br");
    let response = request.header(ACCEPT_LANGUAGE, language).send().await;
    let response = response.unwrap();
    assert_eq!(response.headers()["content-encoding"], "br");
    let lines = response.headers().iter();
    // A colon, a space and the end of the line.
    let head = lines.map(|(name, value)| name.as_str().len() + value.len() + 4);
    let head = head.sum::<usize>() + STATUS_LINE_BYTES;
    (head, response.bytes().await.unwrap().to_vec())
}

/// Whether the program's file has arrived.
const WASM_HAS_LOADED: &str = "performance.getEntriesByType('resource')
  .some(({ name, responseEnd }) => name.endsWith('.wasm') && responseEnd > 0)";
/// The program takes the page over much sooner after its file has arrived, if nothing prevents it.
const START_TIME: Duration = Duration::from_millis(500);
/// Sums layout shifts (Layout Instability API).
const COUNT_SHIFTS: &str = "globalThis.shifts = 0;
new PerformanceObserver((list) => {
  for (const { value } of list.getEntries()) globalThis.shifts += value;
}).observe({ type: 'layout-shift', buffered: true });";
/// Ten segments of 1,460 bytes, which a server sends before it waits for an acknowledgement (RFC 6928).
const FIRST_ROUND_TRIP_BYTES: usize = 14_600;
/// `HTTP/1.1 200 OK`, and the empty line after the head.
const STATUS_LINE_BYTES: usize = 19;
