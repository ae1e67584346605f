//! Copies text to the clipboard, downloads it, or selects it for copying by hand.

use haulout_protocol::secret::Secret;
use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Element, HtmlAnchorElement, Url};

use super::js::{call, global, member};

/// Copies `text` to the clipboard; fails if the browser does not allow it. **Secret** text leaves this program here.
pub(crate) async fn copy(text: &Secret<String>) -> Result<(), JsValue> {
    write(text.secret()).await
}

/// Empties the clipboard, whatever it holds; fails as [`copy`] does.
pub(crate) async fn clear_clipboard() -> Result<(), JsValue> {
    write("").await
}

/// Puts `text` into the field with this id in `root` and selects it, so that the user can copy it. Returns whether the
/// field exists. **Secret** text leaves this program here.
pub(crate) fn fill_and_select(root: &JsValue, id: &str, text: &Secret<String>) -> bool {
    element(root, id).is_some_and(|field| {
        let filled = Reflect::set(&field, &"value".into(), &text.secret().into());
        let focused = filled.and_then(|_| call(&field, "focus", &[]));
        focused.and_then(|_| call(&field, "select", &[])).is_ok()
    })
}

/// Moves the focus to the element with this id in `root`. Returns whether it exists.
pub(crate) fn focus(root: &JsValue, id: &str) -> bool {
    element(root, id).is_some_and(|element| call(&element, "focus", &[]).is_ok())
}

/// Downloads `text` as a file. **Secret** text leaves this program here.
pub(crate) fn download(name: &str, text: &Secret<String>) -> Result<(), JsValue> {
    let document = web_sys::window()
        .and_then(|window| window.document())
        .ok_or(JsValue::NULL)?;
    let properties = BlobPropertyBag::new();
    properties.set_type("application/yaml");
    let parts = Array::of1(&JsValue::from_str(text.secret()));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &properties)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let anchor: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    Url::revoke_object_url(&url)
}

/// The element with this id in a document or in a shadow root.
pub(crate) fn element(root: &JsValue, id: &str) -> Option<Element> {
    let found = call(root, "getElementById", &[id.into()]).ok()?;
    found.dyn_into().ok()
}

/// The document, in which the portal looks up its elements.
pub(crate) fn document() -> JsValue {
    global("document")
}

async fn write(text: &str) -> Result<(), JsValue> {
    // Absent in insecure contexts.
    let clipboard = member(&global("navigator"), "clipboard");
    let written = call(&clipboard, "writeText", &[text.into()])?;
    JsFuture::from(Promise::resolve(&written)).await.map(drop)
}

#[cfg(test)]
mod tests;
