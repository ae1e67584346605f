//! Signing in through a window, without leaving the page.

use serde_json::Value;

use crate::harness::{Browser, Consumers, Kubeconfig, Plan, Portal, button, journey};

/// The script of an embedder whose own page is the redirect URI.
const HOST: &str = "
import { completePopup, init, Session } from './haulout.js';

window.taken = await completePopup();
if (!window.taken) {
  await init(new URL('./haulout_bg.wasm', import.meta.url));
  const session = await Session.create({ configUrl: new URL('../config.json', import.meta.url).href });
  await session.handleRedirect();
  window.session = session;
  const button = document.createElement('button');
  button.textContent = 'Sign in';
  button.onclick = () => {
    window.ended = undefined;
    const identityProvider = session.snapshot().identityProviders?.at(-1);
    session.login({ ...window.options, identityProvider, popup: window.popup ?? true }).then(
      () => (window.ended = 'signed-in'),
      ({ code, name }) => (window.ended = name === 'HauloutError' ? code : name),
    );
  };
  document.body.append(button);
}
";

/// Lets the gateway never respond to the start of a sign-in.
const SILENT_START: &str = "window.real = window.fetch, window.fetch = (request) =>
    request.url.endsWith('/session/start') ? new Promise(() => {}) : real(request)";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_click_leads_to_a_credential_if_a_gateway_holds_the_tokens() {
    journey(Plan::one_cluster().host(HOST), from_click_to_credential).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_click_leads_to_a_credential_if_the_page_holds_the_tokens() {
    let plan = Plan::preset(haulout_devstack::Preset::Story1987, 300).host(HOST);
    journey(plan, from_click_to_credential).await;
}

async fn from_click_to_credential(portal: &Portal, browser: &Browser) {
    let page = browser.this_window().await;
    browser.open(portal.url()).await;
    browser.value("window.mark = 'never left'").await;
    browser.click("//button").await;
    browser.switch_to_new(&[&page]).await;
    browser.log_in("walrus", "tusks-up").await;
    browser.switch_to(&page).await;
    ends(browser, "signed-in").await;
    assert_eq!(browser.value("window.mark").await, "never left");
    works(browser, "kubeconfig()").await;
    browser.until_windows(1, &page).await;
    // The data for the window is deleted.
    let left = browser.value("Object.keys(sessionStorage).join()").await;
    assert_eq!(left, "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_portals_callback_completes_a_same_origin_dashboards_window() {
    let consumers = Consumers::build(&["plain=tests/consumers/page"]).await;
    let plan = Plan::one_cluster().below_page(consumers.folder());
    journey(plan, async |portal, browser| {
        let origin = portal.url().trim_end_matches("/haulout");
        browser.open(&format!("{origin}/plain/")).await;
        knows_its_issuer(browser).await;
        let script = "globalThis.begin = document.createElement('button'), begin.append('Begin'), begin.onclick = () => {
            session.login({ identityProvider: 'Acme SSO', popup: true }).then(() => (window.ended = 'signed-in'), ({ code }) => (window.ended = code));
        }, document.body.append(begin)";
        browser.value(script).await;
        let page = browser.this_window().await;
        browser.click(&button("Begin")).await;
        browser.switch_to_new(&[&page]).await;
        browser.log_in("walrus", "tusks-up").await;
        browser.switch_to(&page).await;
        ends(browser, "signed-in").await;
        works(browser, "kubeconfig()").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_blocked_window_is_an_error_with_a_code_or_a_redirect() {
    journey(Plan::one_cluster().host(HOST), async |portal, browser| {
        browser.before_load("window.open = () => null;").await;
        browser.open(portal.url()).await;
        browser.click("//button").await;
        ends(browser, "HAULOUT_POPUP_BLOCKED").await;
        assert_eq!(state(browser).await, "signed-out");

        browser.value("window.popup = 'or-redirect'").await;
        browser.click("//button").await;
        browser.log_in("walrus", "tusks-up").await;
        browser
            .until("a session", async || {
                (state(browser).await == "signed-in").then_some(())
            })
            .await;
        works(browser, "kubeconfig()").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_is_cancelled_if_its_window_closes_or_its_signal_aborts() {
    journey(Plan::one_cluster().host(HOST), async |portal, browser| {
        let page = browser.this_window().await;
        browser.open(portal.url()).await;
        // The gateway does not respond, so the window has not navigated yet.
        browser.value(SILENT_START).await;
        browser.click("//button").await;
        browser.switch_to_new(&[&page]).await;
        browser.close_window().await;
        browser.switch_to(&page).await;
        ends(browser, "HAULOUT_POPUP_CLOSED").await;
        signed_out(browser).await;

        browser.value("window.controller = new AbortController(), window.options = { signal: controller.signal }").await;
        browser.click("//button").await;
        browser.until_windows(2, &page).await;
        browser.value("controller.abort()").await;
        ends(browser, "AbortError").await;
        signed_out(browser).await;
        browser.until_windows(1, &page).await;

        browser.value("window.fetch = real, window.options = {}").await;
        browser.click("//button").await;
        browser.switch_to_new(&[&page]).await;
        browser.log_in("walrus", "tusks-up").await;
        browser.switch_to(&page).await;
        ends(browser, "signed-in").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_concurrent_logins_are_independent() {
    let plan = Plan::preset(haulout_devstack::Preset::Story1987, 300).host(HOST);
    journey(plan, async |portal, browser| {
        let first = browser.this_window().await;
        browser.open(portal.url()).await;
        browser.click("//button").await;
        let window = browser.switch_to_new(&[&first]).await;
        browser.see("//input[@name='username']").await;
        browser.switch_to(&first).await;
        let another = format!("window.open({:?}, '_blank', 'noopener')", portal.url());
        browser.value(&another).await;
        let second = browser.switch_to_new(&[&first, &window]).await;
        browser.click("//button").await;
        browser.switch_to_new(&[&first, &window, &second]).await;
        browser.log_in("walrus", "tusks-up").await;
        browser.switch_to(&second).await;
        ends(browser, "signed-in").await;
        browser.switch_to(&first).await;
        assert_eq!(state(browser).await, "progress");
        browser.switch_to(&window).await;
        browser.log_in("walrus", "tusks-up").await;
        browser.switch_to(&first).await;
        ends(browser, "signed-in").await;
        works(browser, "kubeconfig()").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_window_without_its_opener_completes_the_login() {
    let plan = Plan::preset(haulout_devstack::Preset::Story1987, 300).host(HOST);
    journey(plan, async |portal, browser| {
        let page = browser.this_window().await;
        browser.open(portal.url()).await;
        browser.click("//button").await;
        let window = browser.switch_to_new(&[&page]).await;
        browser.see("//input[@name='username']").await;
        browser.switch_to(&page).await;
        browser.close_window().await;
        browser.switch_to(&window).await;
        browser.log_in("walrus", "tusks-up").await;
        browser
            .until("a session in the window", async || {
                (state(browser).await == "signed-in").then_some(())
            })
            .await;
        assert_eq!(browser.value("window.taken").await, Value::Bool(false));
        works(browser, "kubeconfig()").await;
        let left = browser.value("Object.keys(sessionStorage).join()").await;
        assert_eq!(left, "");
    })
    .await;
}

async fn knows_its_issuer(browser: &Browser) {
    browser
        .until("a page that knows its issuer", async || {
            (state(browser).await == "signed-out").then_some(())
        })
        .await;
}

async fn signed_out(browser: &Browser) {
    browser
        .until("the signed-out state", async || {
            (state(browser).await == "signed-out").then_some(())
        })
        .await;
}

async fn state(browser: &Browser) -> Value {
    browser.value("window.session?.snapshot().state").await
}

/// Waits until the login's promise has this outcome.
async fn ends(browser: &Browser, expected: &str) {
    browser
        .until(expected, async || {
            let ended = browser.value("window.ended").await;
            assert!(ended.is_null() || ended == expected, "{ended}");
            (ended == expected).then_some(())
        })
        .await;
}

async fn works(browser: &Browser, call: &str) {
    let text = browser.value(&format!("session.{call}")).await;
    let (name, _) = Kubeconfig::new(text.as_str().unwrap()).who_am_i().await;
    assert_eq!(name, "walrus");
}
