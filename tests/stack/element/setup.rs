//! What `<haulout-login>` says about a page that uses it wrongly, and about a start that fails.

use super::{origin, page, until};
use crate::harness::{Browser, Plan, journey};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn element_without_a_configuration_says_so_once_on_the_page_and_in_the_console() {
    for (markup, named) in [
        ("<haulout-login></haulout-login>", "config-url"),
        (
            "<haulout-login configurl=/haulout/config.json></haulout-login>",
            "configurl",
        ),
    ] {
        let folder = page(markup);
        let plan = Plan::one_cluster().below_page(folder.path().to_owned());
        journey(plan, async |portal, browser| {
            browser.before_load(RECORD_CONSOLE).await;
            browser.open(origin(portal)).await;
            see_alert(
                browser,
                &["Sign-in is not set up on this page", "developer", named],
            )
            .await;
            let element = "document.querySelector('haulout-login')";
            // Neither a change nor a move makes it repeat itself.
            browser
                .value(&format!(
                    "({element}.theme = 'dark', document.body.append({element}))"
                ))
                .await;
            see_alert(browser, &[named]).await;
            let written = format!("written.filter((it) => it.includes('{named}')).length");
            let at_most = if named == "config-url" { 1 } else { 2 };
            let count = browser.value(&written).await.as_u64().unwrap();
            assert!((1..=at_most).contains(&count), "{count}");
            // A page may set the configuration later.
            browser
                .value(&format!("({element}.configUrl = '/haulout/config.json')"))
                .await;
            until(
                browser,
                "Boolean(inside('.primary')) && !inside('[role=alert]')",
            )
            .await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn element_that_cannot_start_explains_it_in_the_pages_language() {
    for (language, texts) in [
        ("en", ["There is an HTML page", "Ask your operator"]),
        ("de", ["liegt eine HTML-Seite", "Betreiber"]),
    ] {
        let markup =
            format!("<haulout-login lang={language} config-url=/index.html></haulout-login>");
        let folder = page(&markup);
        let plan = Plan::one_cluster().below_page(folder.path().to_owned());
        journey(plan, async |portal, browser| {
            browser.open(origin(portal)).await;
            let [what, next] = texts;
            see_alert(browser, &[what, "/index.html"]).await;
            for part in [next, "HAULOUT_CONFIG_UNREACHABLE"] {
                let shown = format!("inside('.error-panel').textContent.includes('{part}')");
                until(browser, &shown).await;
            }
            until(
                browser,
                "heard.some((it) => it.type === 'haulout-error' && it.detail.code === 'HAULOUT_CONFIG_UNREACHABLE' && it.detail.message.includes('/index.html'))",
            )
            .await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn element_on_another_origin_than_its_gateway_shows_both() {
    let folder = page("<haulout-login config-url=/haulout/config.json></haulout-login>");
    let plan = Plan::one_cluster().below_page(folder.path().to_owned());
    journey(plan, async |portal, browser| {
        let gateway = origin(portal);
        let here = gateway.replace("127.0.0.1", "localhost");
        browser.open(&here).await;
        let host = here.trim_start_matches("http://");
        see_alert(browser, &[gateway, host, "another address", "publicUrl"]).await;
        let code = "heard.find((it) => it.type === 'haulout-error').detail.code";
        assert_eq!(browser.value(code).await, "HAULOUT_ORIGIN_MISMATCH");
        assert!(!browser.traffic().await.contains("openid-configuration"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn element_points_to_the_window_of_its_sign_in() {
    let folder = page("<haulout-login config-url=/haulout/config.json></haulout-login>");
    let plan = Plan::one_cluster().below_page(folder.path().to_owned());
    journey(plan, async |portal, browser| {
        browser.open(origin(portal)).await;
        until(browser, "Boolean(inside('.primary'))").await;
        let here = browser.this_window().await;
        browser.press_in("haulout-login", "Sign in").await;
        let _popup = browser.switch_to_new(&[&here]).await;
        browser.switch_to(&here).await;
        until(
            browser,
            "inside('[role=status]').textContent.includes('in the other window')",
        )
        .await;
        browser.press_in("haulout-login", "Start again").await;
        until(
            browser,
            "inside('.primary')?.textContent.trim() === 'Sign in'",
        )
        .await;
    })
    .await;
}

/// Records the errors in the console.
const RECORD_CONSOLE: &str = "
globalThis.written = [];
const { error } = console;
console.error = (...all) => (written.push(all.map(String).join(' ')), error.apply(console, all));
";

async fn see_alert(browser: &Browser, parts: &[&str]) {
    for part in parts {
        let shown = format!("inside('[role=alert]')?.textContent.includes('{part}')");
        until(browser, &shown).await;
    }
}
