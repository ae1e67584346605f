//! Resets the page before every browser test, whatever earlier tests did and however they ended.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

thread_local! {
    /// Restores the page to its state when this was first called, which is before the first test changes anything.
    static RESTORE: Function = js_sys::eval(include_str!("../../tests/fixtures/fresh_page.js"))
        .expect("the script runs")
        .unchecked_into();
}

/// Restores globals, document and URL, and removes what earlier tests left: listeners, timers, workers, locks, storage.
///
/// A test that panics drops nothing, so the next one cannot rely on its guards.
pub(crate) async fn fresh_page() {
    let restored = RESTORE.with(|restore| restore.call0(&JsValue::NULL));
    let restored: Promise = restored.expect("the script runs").unchecked_into();
    JsFuture::from(restored)
        .await
        .expect("the page is restored");
}
