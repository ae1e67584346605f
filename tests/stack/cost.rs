//! The cost of the portal in a browser: number of elements, and time of the main thread.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::sleep;

use crate::harness::{Browser, Plan, Screen, button, journey, program_button};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_clusters_cost_no_more_elements_than_twice_fifty() {
    let two = cost_of(2).await;
    let few = cost_of(50).await;
    let many = cost_of(1_000).await;
    if let Some(file) = std::env::var_os("HAULOUT_FIGURES") {
        std::fs::write(file, json!([two, few, many]).to_string()).unwrap();
    }
    let elements = |cost: &Value| cost["elements"].as_f64().unwrap();
    assert!(elements(&many) <= 2.0 * elements(&few), "{few} {many}");
}

async fn cost_of(clusters: usize) -> Value {
    let mut figures = Value::Null;
    journey(Plan::fleet(clusters), async |portal, browser| {
        browser.watch_thread().await;
        browser.show_on(Screen::WINDOW).await;
        browser.open(portal.url()).await;
        browser.see(&program_button("Sign in")).await;
        sleep(SETTLING).await;
        let signed_out = busy_per_second(browser).await;
        browser.click(&button("Sign in")).await;
        browser.before_load(ROWS_ARE_THERE).await;
        browser.log_in("pinny", "haul-out").await;
        let rows = browser
            .until("there are rows", async || {
                browser.value("globalThis.rowsAt ?? null").await.as_f64()
            })
            .await;
        let drawing = browser.busy().await;
        // The renewals of all clusters are complete by then.
        sleep(SETTLING * 3).await;
        // An endless animation would be painted sixty times a second, which uses the battery.
        let moving = browser.value("document.getAnimations().length").await;
        assert_eq!(moving, 0);
        figures = json!({
            "clusters": clusters,
            "elements": browser.value("document.querySelectorAll('*').length").await,
            "rows_after_ms": rows,
            "busy_until_rows_ms": drawing,
            "busy_per_second_ms": busy_per_second(browser).await,
            "busy_per_second_signed_out_ms": signed_out,
        });
    })
    .await;
    figures
}

/// The median over several seconds.
async fn busy_per_second(browser: &Browser) -> f64 {
    let mut seconds = Vec::new();
    let mut before = browser.busy().await;
    for _ in 0..SECONDS {
        sleep(Duration::from_secs(1)).await;
        let now = browser.busy().await;
        seconds.push(now - before);
        before = now;
    }
    seconds.sort_by(f64::total_cmp);
    seconds[SECONDS / 2]
}

/// Records when the callback's page shows the first row, in milliseconds since the navigation.
const ROWS_ARE_THERE: &str = "new MutationObserver((_, watch) => {
    if (!document.querySelector('.row')) return;
    globalThis.rowsAt = performance.now();
    watch.disconnect();
}).observe(document, { subtree: true, childList: true })";
const SETTLING: Duration = Duration::from_secs(1);
const SECONDS: usize = 5;
