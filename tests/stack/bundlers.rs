//! Pages with a strict policy, built from the packed package by each bundler, load wasm and worker.

use serde_json::json;

use crate::harness::{Consumers, Kubeconfig, Plan, button, journey, timer};

/// The output of this bundler works in any folder of a web server.
const TOOLS: [&str; 4] = ["plain", "vite", "webpack", "esbuild"];

/// Records every worker of a page, and whether it has responded.
const WATCH_WORKERS: &str = "
globalThis.workers = [];
globalThis.Worker = class extends Worker {
    constructor(...all) {
        super(...all);
        workers.push(this);
        this.addEventListener('message', () => (this.answered = true));
        this.addEventListener('error', () => (this.failed = true));
    }
};
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_bundlers_output_loads_wasm_and_worker() {
    let builds = TOOLS.map(|tool| format!("{tool}=tests/consumers/page"));
    let consumers = Consumers::build(&builds.each_ref().map(String::as_str)).await;
    let plan = Plan::one_cluster().below_page(consumers.folder());
    journey(plan, async |portal, browser| {
        browser.before_load(WATCH_WORKERS).await;
        browser.open(portal.url()).await;
        browser.click("//label[contains(., 'Acme SSO')]").await;
        browser.click(&button("Sign in")).await;
        browser.log_in("walrus", "tusks-up").await;
        browser.see(&timer("Development")).await;

        let origin = portal.url().trim_end_matches("/haulout");
        for tool in TOOLS {
            browser.open(&format!("{origin}/{tool}/")).await;
            browser
                .until(tool, async || {
                    let states = "globalThis.sessions?.().map((it) => it?.snapshot().state)";
                    let states = browser.value(states).await;
                    (states == json!(["signed-in", "signed-in"])).then_some(())
                })
                .await;
            // The timer worker responds immediately to a delay of zero.
            browser
                .value("workers.forEach((worker) => worker.postMessage(0))")
                .await;
            browser
                .until("an answer of the worker", async || {
                    let answered = browser
                        .value("workers.map(({ answered, failed }) => answered && !failed)")
                        .await;
                    (answered == json!([true, true])).then_some(())
                })
                .await;
            for number in 0..2 {
                let text = format!("sessions()[{number}].kubeconfig()");
                let text = browser.value(&text).await;
                let (name, _) = Kubeconfig::new(text.as_str().unwrap()).who_am_i().await;
                assert_eq!(name, "walrus", "{tool}, session {number}");
            }
        }
    })
    .await;
}
