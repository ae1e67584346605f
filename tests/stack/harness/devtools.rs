//! Access to Chromium's developer tools.

use serde_json::{Value, json};

use super::Browser;
use super::engine::Engine;

/// Parts of console messages about violations of a page's policy and about errors of its scripts.
const BREAKAGES: [&str; 7] = [
    "SecurityError",
    "Content Security Policy",
    "Integrity",
    "panicked",
    "Uncaught",
    // Firefox's message.
    "JavaScript error: http",
    "RuntimeError",
];

impl Browser {
    /// Blocks requests with a matching URL, and allows all others again.
    pub(crate) async fn block(&self, pattern: &str) {
        self.cdp("Network.enable", json!({})).await;
        self.cdp("Network.setBlockedURLs", json!({"urls": [pattern]}))
            .await;
    }

    /// Runs a script in every following page, before the page's own scripts.
    pub(crate) async fn before_load(&self, script: &str) {
        let parameters = json!({"source": script});
        self.cdp("Page.addScriptToEvaluateOnNewDocument", parameters)
            .await;
    }

    pub(crate) async fn cdp(&self, command: &str, parameters: Value) {
        self.cdp_answer(command, parameters).await;
    }

    pub(crate) async fn cdp_answer(&self, command: &str, parameters: Value) -> Value {
        let answer = self.driver.cdp().send_raw(command, parameters).await;
        answer.unwrap()
    }

    /// Path, `Secure` and `HttpOnly` of a cookie of this page.
    pub(crate) async fn cookie_attributes(&self, name: &str) -> (String, bool, bool) {
        let cookies = self.cdp_answer("Network.getCookies", json!({})).await;
        let cookies = cookies["cookies"].as_array().unwrap();
        let cookie = cookies.iter().find(|cookie| cookie["name"] == name);
        let cookie = cookie.unwrap_or_else(|| panic!("{name} is not among {cookies:?}"));
        (
            cookie["path"].as_str().unwrap().to_owned(),
            cookie["secure"].as_bool().unwrap(),
            cookie["httpOnly"].as_bool().unwrap(),
        )
    }

    /// Returns and clears all messages on the console.
    pub(crate) async fn console(&self) -> String {
        self.log().await.join("\n")
    }

    /// The URLs in the history.
    pub(crate) async fn history(&self) -> String {
        let history = self.cdp_answer("Page.getNavigationHistory", json!({}));
        history.await["entries"].to_string()
    }

    /// The contents of a HAR file: all requests and responses since the last call, with the available bodies.
    pub(crate) async fn traffic(&self) -> String {
        let mut traffic = String::new();
        for entry in self.driver.get_log("performance").await.unwrap() {
            let message: Value = serde_json::from_str(&entry.message).unwrap();
            let event = &message["message"];
            if event["method"] == "Network.loadingFinished" {
                let id = json!({"requestId": event["params"]["requestId"]});
                let tools = self.driver.cdp();
                // The bodies of a page are gone after navigation.
                if let Ok(body) = tools.send_raw("Network.getResponseBody", id).await {
                    traffic += body["body"].as_str().unwrap_or_default();
                }
            }
            traffic += &entry.message;
            traffic.push('\n');
        }
        traffic
    }

    /// Returns the console messages about violations and errors, and clears the console.
    pub(crate) async fn console_errors(&self) -> Vec<String> {
        let mut log = self.log().await;
        log.retain(|line| BREAKAGES.iter().any(|breakage| line.contains(breakage)));
        log
    }

    pub(super) async fn log(&self) -> Vec<String> {
        if self.engine != Engine::Chromium {
            return self.program.new_lines();
        }
        let entries = self.driver.browser_log().await.unwrap();
        entries.into_iter().map(|entry| entry.message).collect()
    }
}
