//! Mounts the portal.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::crash;
use super::provider::{Props, SessionProvider};

/// Draws the portal into the document's `#haulout`, configured by the document at `config_url`. Where
/// `start_worker` is a function, it makes the worker that keeps the time; where `folder` is one, it performs what
/// `www/folder.js` exports under the name that comes first.
///
/// # Panics
/// Where the document has no such element: the page around us is not ours.
#[wasm_bindgen(js_name = mountPortal)]
pub fn mount_portal(config_url: String, start_worker: JsValue, folder: JsValue) {
    drop(mount(config_url, start_worker, folder));
}

/// The same, and gives what takes the portal away again. A page has no use for that: its own end takes everything.
///
/// # Panics
/// As [`mount_portal`].
pub fn mount(config_url: String, start_worker: JsValue, folder: JsValue) -> impl FnOnce() {
    crash::install();
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(crash::ROOT_ID))
        .expect("the portal's document has an element for it");
    let props = Props {
        config_url: config_url.into(),
        start_worker,
        folder,
    };
    let portal = yew::Renderer::<SessionProvider>::with_root_and_props(root, props).render();
    move || portal.destroy()
}
