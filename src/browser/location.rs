//! Reads the page's URL, shows it without our parameters, and leaves for another.

use wasm_bindgen::JsValue;

/// The page's URL; none outside of a window.
pub(crate) fn current() -> Option<String> {
    web_sys::window()?.location().href().ok()
}

/// Shows `url` instead, without loading anything and without a new entry in the history.
pub(crate) fn replace(url: &str) {
    let history = web_sys::window().and_then(|window| window.history().ok());
    if let Some(history) = history {
        // A URL of another origin is refused by the browser; then the old one stays, which harms nobody.
        let _refused = history.replace_state_with_url(&JsValue::NULL, "", Some(url));
    }
}

/// Leaves the page.
pub(crate) fn navigate(url: &str) {
    if let Some(window) = web_sys::window() {
        // Only a malformed URL fails, and the machine builds this one from a parsed one.
        let _malformed = window.location().assign(url);
    }
}

#[cfg(test)]
mod tests;
