//! How busy a page keeps the one thread that it has.

use serde_json::json;

use super::Browser;

impl Browser {
    /// Lets `busy` be asked, of this page and those after it.
    pub(crate) async fn watch_thread(&self) {
        self.tool("Performance.enable", json!({})).await;
    }

    /// Milliseconds for which the page's thread was busy since the page began.
    pub(crate) async fn busy(&self) -> f64 {
        let metrics = self.tool_answer("Performance.getMetrics", json!({})).await;
        let metrics = metrics["metrics"].as_array().unwrap();
        let of = metrics
            .iter()
            .find(|metric| metric["name"] == "TaskDuration");
        of.unwrap()["value"].as_f64().unwrap() * 1e3
    }
}
