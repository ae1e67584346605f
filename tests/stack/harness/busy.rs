//! Measures how long a page's main thread is busy.

use serde_json::json;

use super::Browser;

impl Browser {
    /// Enables `busy` for this page and the following ones.
    pub(crate) async fn watch_thread(&self) {
        self.cdp("Performance.enable", json!({})).await;
    }

    /// The time for which the main thread was busy since the page was loaded, in milliseconds.
    pub(crate) async fn busy(&self) -> f64 {
        let metrics = self.cdp_answer("Performance.getMetrics", json!({})).await;
        let metrics = metrics["metrics"].as_array().unwrap();
        let of = metrics
            .iter()
            .find(|metric| metric["name"] == "TaskDuration");
        of.unwrap()["value"].as_f64().unwrap() * 1e3
    }
}
