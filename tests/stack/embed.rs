//! A dashboard on another origin gets a credential after a click, and never a token.

use serde_json::{Value, json};

use crate::harness::secret_search::found;
use crate::harness::{
    Browser, Dashboard, DashboardSite, Engine, Kubeconfig, Plan, Portal, button, heading, journey,
    journey_in, program_button,
};
use crate::supervisor_sealed::{fields, sign_in, tokens_for_concierges};

mod connected_window;
mod frame;
mod hostile;

/// The script of an embedder, which also records every message to the page.
const DASHBOARD: &str = "
import { EmbedSession } from './embed.js';

window.heard = [];
addEventListener('message', ({ data, origin }) => heard.push({ origin, data }));
window.events = [];
document.getElementById('connect').onclick = async () => {
  try {
    const session = await EmbedSession.open({ gateway: location.hash.slice(1) });
    session.on((event) => events.push(event.type === 'closed' ? event.error.code : event.type));
    window.session = session;
  } catch (error) {
    window.refused = error.code;
  }
};
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f8_dashboard_of_another_origin_gets_a_credential_and_never_a_token() {
    sign_in_for_a_dashboard(Engine::Chromium).await;
}

pub(crate) async fn sign_in_for_a_dashboard(engine: Engine) {
    let dashboard = Dashboard::start(DashboardSite::OtherSite, "Other origin", DASHBOARD).await;
    let plan = Plan::supervisor().dashboard(dashboard.origin());
    journey_in(engine, plan, async |portal, browser| {
        browser.open(&dashboard.for_gateway(portal.url())).await;
        let host = browser.this_window().await;
        browser.click(&button("Connect")).await;
        let window = browser.switch_to_new(&[&host]).await;
        browser
            .see(&main_text(&format!(
                "{} opened this window",
                dashboard.origin()
            )))
            .await;
        // The issuer sends `Cross-Origin-Opener-Policy: same-origin`, in another window.
        browser.click(&button("Sign in")).await;
        browser.switch_to_new(&[&host, &window]).await;
        browser.log_in("pinny", "haul-out").await;
        browser.until_windows(2, &window).await;
        browser
            .see(&heading(&format!("Connected to {}", dashboard.origin())))
            .await;

        browser.switch_to(&host).await;
        connected(browser).await;
        let snapshot = browser.value("session.snapshot()").await;
        assert_eq!(snapshot["state"], "signed-in");
        assert_eq!(snapshot["user"], "pinny");
        let credential = browser.value("session.credential('dev')").await;
        let key = credential["clientKeyData"].as_str().unwrap();
        assert!(key.contains("PRIVATE KEY"), "{key}");
        let kubeconfig = Kubeconfig::new(&text(browser, "session.kubeconfig('dev')").await);
        assert_eq!(kubeconfig.who_am_i().await.0, "pinny");
        let unknown = "session.credential('nowhere').catch((error) => error.code)";
        assert_eq!(browser.value(unknown).await, "HAULOUT_CLUSTER_UNKNOWN");
        assert_no_secrets(portal, browser, &kubeconfig.key().await).await;

        browser.value("session.close()").await;
        browser.until_windows(1, &host).await;
        assert_eq!(browser.value("events.at(-1)").await, "HAULOUT_EMBED_CLOSED");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f8_page_without_a_build_loads_the_file_only_from_a_gateway_allowing_it() {
    let listed = Dashboard::start(DashboardSite::OtherSite, "Other origin", DASHBOARD).await;
    let stranger = Dashboard::start(DashboardSite::OtherSite, "Other origin", DASHBOARD).await;
    let plan = Plan::supervisor().dashboard(listed.origin());
    journey(plan, async |portal, browser| {
        browser
            .open(&format!("{}/embed/manifest.json", portal.url()))
            .await;
        let manifest = browser.value("JSON.parse(document.body.innerText)").await;
        let file = &manifest["files"]["embed.js"];
        let [path, integrity] = ["path", "integrity"].map(|name| file[name].as_str().unwrap());
        let address = format!("{}/embed/{path}", portal.url());
        let tampered = integrity.replace(&integrity[10..14], "AAAA");
        for (dashboard, integrity, expected) in [
            (&listed, integrity, "function"),
            (&listed, tampered.as_str(), "not"),
            (&stranger, integrity, "not"),
        ] {
            let page = format!("{}/without-a-build.html", dashboard.origin());
            // A URL that differs only in its fragment does not load the page again.
            browser.open("about:blank").await;
            browser.open(&format!("{page}#{address}|{integrity}")).await;
            let loaded = browser
                .until("the file, or none", async || {
                    browser
                        .value("window.loaded")
                        .await
                        .as_str()
                        .map(str::to_owned)
                })
                .await;
            assert_eq!(loaded, expected, "{page}");
        }
    })
    .await;
}

/// Searches everything that the dashboard has for secrets of the stack.
async fn assert_no_secrets(portal: &Portal, browser: &Browser, key: &str) {
    let held = browser
        .value("JSON.stringify([heard, {...localStorage}, {...sessionStorage}, document.cookie, document.documentElement.outerHTML])")
        .await;
    let held = held.as_str().unwrap();
    assert!(
        found(held, key).is_some(),
        "the dashboard has its credential"
    );
    let mut secrets = tokens_for_concierges(portal);
    for field in ["refresh_token", "subject_token", "code_verifier", "code"] {
        let mut sent = fields(portal, field);
        assert!(!sent.is_empty() || field == "refresh_token", "{field}");
        secrets.append(&mut sent);
    }
    assert!(secrets.len() > 4, "{}", secrets.len());
    for mark in ["pin_at_", "pin_rt_", "pin_ac_"] {
        secrets.push(mark.to_owned());
    }
    for (index, secret) in secrets.iter().enumerate() {
        assert_eq!(found(held, secret), None, "secret {index}");
    }
    let of_the_gateway = json!(portal.url());
    let origins = browser
        .value("[...new Set(heard.map((it) => it.origin))]")
        .await;
    assert_eq!(origins, json!([of_the_gateway]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f8_an_existing_session_gives_no_credential_before_allow_is_clicked() {
    let dashboard = Dashboard::start(DashboardSite::OtherSite, "Other origin", DASHBOARD).await;
    let plan = Plan::supervisor().dashboard(dashboard.origin());
    journey(plan, async |portal, browser| {
        sign_in(portal, browser).await;
        browser.open(&dashboard.for_gateway(portal.url())).await;
        let host = browser.this_window().await;
        browser.click(&button("Connect")).await;
        let window = browser.switch_to_new(&[&host]).await;
        let question = format!("Allow {} to act as you?", dashboard.origin());
        browser.see(&heading(&question)).await;
        browser.switch_to(&host).await;
        let types = browser.value("heard.map((it) => it.data.type)").await;
        assert_eq!(types, json!(["ready"]));

        browser.switch_to(&window).await;
        browser.click(&button("Allow")).await;
        browser
            .see(&heading(&format!("Connected to {}", dashboard.origin())))
            .await;
        browser.switch_to(&host).await;
        connected(browser).await;
        let credential = browser.value("session.credential('dev')").await;
        assert!(credential["clientKeyData"].is_string());

        // After a reload, the window asks again.
        browser.switch_to(&window).await;
        browser.reload().await;
        browser.see(&heading(&question)).await;
        browser.switch_to(&host).await;
        let refused = "session.credential('dev').catch((error) => error.code)";
        assert_eq!(browser.value(refused).await, "HAULOUT_EMBED_REFUSED");
        browser.switch_to(&window).await;
        browser.click(&button("Deny")).await;
        browser.see(&heading("Disconnected")).await;
        browser.switch_to(&host).await;
        ends_with(browser, "HAULOUT_EMBED_REFUSED").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f9_the_portal_has_no_opener_and_the_embed_window_is_not_isolated() {
    let plan = Plan::supervisor().dashboard("https://dash.acme.example");
    journey(plan, async |portal, browser| {
        browser.open(&format!("{}/", portal.url())).await;
        browser.see(&program_button("Sign in")).await;
        assert_eq!(browser.value("crossOriginIsolated").await, true);
        browser
            .open(&format!(
                "{}/embed?origin=https://dash.acme.example",
                portal.url()
            ))
            .await;
        browser.see(&heading("No dashboard is connected")).await;
        assert_eq!(browser.value("crossOriginIsolated").await, false);
    })
    .await;
}

/// Waits until the page has a session.
async fn connected(browser: &Browser) {
    browser
        .until("a session at the dashboard", async || {
            let there = browser
                .value("[typeof window.session, window.refused]")
                .await;
            assert_eq!(there[1], Value::Null);
            (there[0] == "object").then_some(())
        })
        .await;
}

async fn ends_with(browser: &Browser, code: &str) {
    browser
        .until(code, async || {
            (browser.value("events.at(-1)").await == code).then_some(())
        })
        .await;
}

async fn text(browser: &Browser, expression: &str) -> String {
    let value = browser.value(expression).await;
    value
        .as_str()
        .unwrap_or_else(|| panic!("{expression}: {value}"))
        .to_owned()
}

fn main_text(text: &str) -> String {
    format!("//main//*[contains(., '{text}')]")
}
