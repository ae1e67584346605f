//! Hands text to the clipboard, to the downloads folder, or to the person's own hands.

use haulout_protocol::secret::Secret;
use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::js::{call, global, member};

/// Puts `text` on the clipboard; fails where the browser does not allow that. **Secret** text leaves our custody here.
pub(crate) async fn copy(text: &Secret<String>) -> Result<(), JsValue> {
    write(text.secret()).await
}

/// Takes away what is on the clipboard, whatever it is; fails as [`copy`] does.
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "the pages that use it are drawn by `ui`")
)]
pub(crate) async fn clear_clipboard() -> Result<(), JsValue> {
    write("").await
}

/// Selects all text of the field with this id, so that a person can copy it. Says whether there is such a field.
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "the pages that use it are drawn by `ui`")
)]
pub(crate) fn select(id: &str) -> bool {
    let field = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(id));
    field.is_some_and(|field| {
        let focused = call(&field, "focus", &[]);
        focused.and_then(|_| call(&field, "select", &[])).is_ok()
    })
}

/// Saves `text` as a file. **Secret** text leaves our custody here.
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

async fn write(text: &str) -> Result<(), JsValue> {
    // There is none in a page that came without TLS.
    let clipboard = member(&global("navigator"), "clipboard");
    let written = call(&clipboard, "writeText", &[text.into()])?;
    JsFuture::from(Promise::resolve(&written)).await.map(drop)
}

#[cfg(test)]
mod tests;
