//! Hands text to the clipboard or to the downloads folder.

use haulout_protocol::secret::Secret;
use js_sys::Array;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Puts `text` on the clipboard; fails where the browser does not allow that. **Secret** text leaves our custody here.
pub(crate) async fn copy(text: &Secret<String>) -> Result<(), JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    JsFuture::from(window.navigator().clipboard().write_text(text.secret()))
        .await
        .map(drop)
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
