//! The harness of the stack tests: servers, browsers, and their cleanup.

mod accessibility;
mod background;
mod browser;
mod busy;
mod consumer;
mod dashboard;
mod devtools;
mod dex_process;
mod display;
mod driver;
mod emulation;
mod engine;
mod gateway_config;
mod issuer_process;
mod keyboard;
mod keycloak;
mod kubeconfig;
mod layout;
mod log;
mod nginx;
mod page;
mod pages;
mod pinniped_cli;
mod portal;
pub(crate) mod secret_search;
mod static_site;
mod tampered;
mod tap;
mod tools;
mod windows;

use tokio::sync::Semaphore;

pub(crate) use accessibility::{audit, violations};
pub(crate) use browser::Browser;
pub(crate) use consumer::Consumers;
pub(crate) use dashboard::{Dashboard, DashboardSite};
pub(crate) use dex_process::Dex;
pub(crate) use emulation::{Scheme, Screen};
pub(crate) use engine::Engine;
pub(crate) use issuer_process::IssuerProcess;
pub(crate) use keyboard::Key;
pub(crate) use keycloak::Keycloak;
pub(crate) use kubeconfig::Kubeconfig;
pub(crate) use layout::misfits;
pub(crate) use page::{
    button, button_of, button_of_tab, heading, program_button, ready_button, status, tab, timer,
};
pub(crate) use pinniped_cli::{PinnipedCli, log_in_at_devstack};
pub(crate) use portal::{Plan, Portal, Tokens, port};
pub(crate) use static_site::{Host, StaticSite};

/// The number of concurrent browsers. More of them are slower on two cores.
static BROWSERS: Semaphore = Semaphore::const_new(2);

/// Runs a test with a portal and a browser, then checks the browser's console.
pub(crate) async fn journey(plan: Plan, walk: impl AsyncFnOnce(&Portal, &Browser)) {
    journey_in(Engine::Chromium, plan, walk).await;
}

/// The same in the browser of an engine.
pub(crate) async fn journey_in(
    engine: Engine,
    plan: Plan,
    walk: impl AsyncFnOnce(&Portal, &Browser),
) {
    let _permit = BROWSERS.acquire().await.expect("it is never closed");
    let portal = Portal::start(plan).await;
    let browser = Browser::start_engine(engine).await;
    walk(&portal, &browser).await;
    finish(browser).await;
}

/// The same with an issuer whose certificate the browser accepts.
pub(crate) async fn journey_over_https(plan: Plan, walk: impl AsyncFnOnce(&Portal, &Browser)) {
    let _permit = BROWSERS.acquire().await.expect("it is never closed");
    let portal = Portal::start(plan).await;
    let browser = Browser::trusting_every_certificate().await;
    walk(&portal, &browser).await;
    finish(browser).await;
}

/// Runs a test with a browser and the test's own servers, then checks the browser's console.
pub(crate) async fn journey_without_portal(walk: impl AsyncFnOnce(&Browser)) {
    let _permit = BROWSERS.acquire().await.expect("it is never closed");
    let browser = Browser::start().await;
    walk(&browser).await;
    finish(browser).await;
}

/// The same with a portal for hosting without a gateway.
pub(crate) async fn journey_without_gateway(
    host: Host,
    walk: impl AsyncFnOnce(&StaticSite, &Browser),
) {
    let _permit = BROWSERS.acquire().await.expect("it is never closed");
    let site = StaticSite::start(host).await;
    let browser = Browser::trusting_every_certificate().await;
    walk(&site, &browser).await;
    finish(browser).await;
}

/// Closes the browser, and fails if its console has violations or errors.
async fn finish(browser: Browser) {
    if browser.engine.reports_console() {
        let console_errors = browser.console_errors().await;
        assert!(
            console_errors.is_empty(),
            "errors on the console: {console_errors:#?}"
        );
    }
    browser.quit().await;
}
