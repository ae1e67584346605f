//! Reads and replaces the page's URL, and navigates.

use wasm_bindgen::JsValue;

/// The page's URL; `None` without a window.
pub(crate) fn current() -> Option<String> {
    web_sys::window()?.location().href().ok()
}

/// Replaces the URL in the address bar, without loading anything and without a new history entry.
pub(crate) fn replace(url: &str) {
    let history = web_sys::window().and_then(|window| window.history().ok());
    if let Some(history) = history {
        // The browser rejects a URL of another origin, and the old one stays.
        let _refused = history.replace_state_with_url(&JsValue::NULL, "", Some(url));
    }
}

/// Navigates to `url`.
pub(crate) fn navigate(url: &str) {
    if let Some(window) = web_sys::window() {
        // Only a malformed URL fails, and the machine builds this one from a parsed URL.
        let _malformed = window.location().assign(url);
    }
}

#[cfg(test)]
mod tests;
