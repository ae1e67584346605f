//! Gives every browser test the same page, whatever the tests before it did and however they ended.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

thread_local! {
    /// Restores the page. The first test makes it, before anything has changed.
    static RESTORE: Function = js_sys::eval(include_str!("../../tests/fixtures/fresh_page.js"))
        .expect("the script runs")
        .unchecked_into();
}

/// Restores globals, document and address, and ends what earlier tests left: listeners, timers, workers, locks, storage.
///
/// A test that panics ends without dropping anything, so the next one cannot rely on the guards of the last.
pub(crate) async fn fresh_page() {
    let restored = RESTORE.with(|restore| restore.call0(&JsValue::NULL));
    let restored: Promise = restored.expect("the script runs").unchecked_into();
    JsFuture::from(restored)
        .await
        .expect("the page is restored");
}
