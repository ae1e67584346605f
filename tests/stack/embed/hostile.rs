//! Pages that are not allowed, and invalid messages.

use serde_json::json;

use super::DASHBOARD;
use crate::harness::{Dashboard, DashboardSite, Plan, button, heading, journey};
use crate::supervisor_sealed::sign_in;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f8_an_unlisted_dashboard_gets_an_error_and_nothing_else() {
    let stranger = Dashboard::start(DashboardSite::OtherSite, "Other origin", DASHBOARD).await;
    let plan = Plan::supervisor().dashboard("https://dash.acme.example");
    journey(plan, async |portal, browser| {
        sign_in(portal, browser).await;
        browser.open(&stranger.for_gateway(portal.url())).await;
        let host = browser.this_window().await;
        browser.click(&button("Connect")).await;
        let window = browser.switch_to_new(&[&host]).await;
        browser.see(&heading("This dashboard is not allowed")).await;
        assert_eq!(browser.count("//main//button").await, 0);
        browser.switch_to(&host).await;
        let refused = browser
            .until("a refusal", async || {
                browser
                    .value("window.refused")
                    .await
                    .as_str()
                    .map(str::to_owned)
            })
            .await;
        assert_eq!(refused, "HAULOUT_EMBED_NOT_ALLOWED");
        let heard = browser.value("heard.map((it) => it.data.type)").await;
        assert_eq!(heard, json!(["error"]));
        browser.switch_to(&window).await;
        browser.close_window().await;
        browser.switch_to(&host).await;
    })
    .await;
}

/// Claims to be another page, in several ways.
const IMPOSTOR: &str = "
window.heard = [];
addEventListener('message', ({ data, origin }) => heard.push({ origin, data }));
document.getElementById('connect').onclick = () => {
  const [gateway, victim] = location.hash.slice(1).split('|');
  window.other = window.open(`${gateway}/embed?origin=${encodeURIComponent(victim)}`, '_blank', 'popup');
};
window.harass = () => {
  for (const message of [{ haulout: 1, type: 'hello' }, { haulout: 1, type: 'credential', id: 1, cluster: 'dev' }]) {
    other.postMessage(message, '*');
  }
};
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f8_a_page_that_claims_another_origin_gets_nothing() {
    let impostor = Dashboard::start(DashboardSite::OtherSite, "Other origin", IMPOSTOR).await;
    let victim = "https://dash.acme.example";
    let plan = Plan::supervisor().dashboard(victim);
    journey(plan, async |portal, browser| {
        sign_in(portal, browser).await;
        let page = impostor.for_gateway(&format!("{}|{victim}", portal.url()));
        browser.open(&page).await;
        let host = browser.this_window().await;
        browser.click(&button("Connect")).await;
        let window = browser.switch_to_new(&[&host]).await;
        let refusal = heading("The dashboard is not responding");
        browser
            .until("a refusal", async || {
                browser.switch_to(&host).await;
                browser.value("harass()").await;
                browser.switch_to(&window).await;
                browser.displayed(&refusal).await
            })
            .await;
        browser.close_window().await;
        browser.switch_to(&host).await;
        assert_eq!(browser.value("heard").await, json!([]));
    })
    .await;
}

/// Sends messages without the package, valid and invalid ones.
const WRITTEN_BY_HAND: &str = "
window.heard = [];
document.getElementById('connect').onclick = () => {
  const gateway = location.hash.slice(1);
  const there = window.open(`${gateway}/embed?origin=${encodeURIComponent(location.origin)}`, '_blank', 'popup');
  window.say = (message) => there.postMessage(message, gateway);
  addEventListener('message', ({ data, origin }) => heard.push({ origin, data }));
};
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f8_messages_of_another_shape_or_version_are_ignored() {
    let dashboard =
        Dashboard::start(DashboardSite::OtherSite, "Other origin", WRITTEN_BY_HAND).await;
    let plan = Plan::supervisor().dashboard(dashboard.origin());
    journey(plan, async |portal, browser| {
        sign_in(portal, browser).await;
        browser.open(&dashboard.for_gateway(portal.url())).await;
        let host = browser.this_window().await;
        let heard = async || browser.value("heard.map((it) => it.data.type)").await;
        browser.click(&button("Connect")).await;
        browser
            .until("ready", async || {
                (heard().await == json!(["ready"])).then_some(())
            })
            .await;
        for message in [
            "null",
            "'hello'",
            "[]",
            "{type: 'hello'}",
            "{haulout: 2, type: 'hello'}",
            "{haulout: '1', type: 'hello'}",
            "{haulout: 1, type: 'Hello'}",
        ] {
            browser.value(&format!("say({message})")).await;
        }
        let window = browser.switch_to_new(&[&host]).await;
        assert!(browser.displayed(&button("Allow")).await.is_none());
        browser.switch_to(&host).await;
        browser.value("say({haulout: 1, type: 'hello'})").await;
        browser.switch_to(&window).await;
        browser.click(&button("Allow")).await;
        browser.switch_to(&host).await;
        for message in [
            "{haulout: 2, type: 'credential', id: 1, cluster: 'dev'}",
            "{haulout: 1, type: 'credential', cluster: 'dev'}",
            "{haulout: 1, type: 'credential', id: '1', cluster: 'dev'}",
            "{haulout: 1, type: 'credential', id: 1}",
            "{haulout: 1, type: 'credential', id: 1, cluster: ['dev']}",
            "{haulout: 1, type: 'kubeconfig', id: 1, clusters: 'dev'}",
            "{haulout: 1, type: 'kubeconfig', id: 1, clusters: [{}]}",
            "{haulout: 1, type: 'token', id: 1, cluster: 'dev'}",
            "{haulout: 1, type: 'toString', id: 1, cluster: 'dev'}",
            "{haulout: 1, type: 'credential', id: 2, cluster: 'dev'}",
        ] {
            browser.value(&format!("say({message})")).await;
        }
        // Messages are handled in order, so the response to the last one is the end.
        let answers = "heard.map((it) => it.data).filter((it) => 'id' in it)";
        let answers = browser
            .until("an answer", async || {
                let answers = browser.value(answers).await;
                (!answers.as_array().unwrap().is_empty()).then_some(answers)
            })
            .await;
        let answers = answers.as_array().unwrap();
        assert_eq!(answers.len(), 1, "{answers:?}");
        assert_eq!(answers[0]["id"], 2);
        assert_eq!(answers[0]["type"], "credential");
        browser.value("say({haulout: 1, type: 'bye'})").await;
        browser.until_windows(1, &host).await;
    })
    .await;
}
