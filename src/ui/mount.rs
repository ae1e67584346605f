//! Mounts the portal.

use haulout_protocol::input::{Arrival, Input, Opening, Source};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::crash;
use super::provider::{PageOptions, PageTarget, SessionProvider, SessionProviderProps};
use crate::browser::driver::{Driver, Effects};
use crate::browser::{location, pending_store, random};

/// Renders the portal into the document's `#haulout`, with the configuration at `config_url`. If `start_worker` is a
/// function, it creates the worker for timers. If `folder` is a function, it calls the export of `www/folder.js` that
/// its first argument names. `page_url` is the page's URL, if the address bar does not have it any more.
///
/// # Panics
/// If the document has no element `#haulout`.
#[wasm_bindgen(js_name = mountPortal)]
pub fn mount_portal(
    config_url: String,
    start_worker: JsValue,
    folder: JsValue,
    page_url: Option<String>,
) {
    drop(mount(config_url, start_worker, folder, page_url));
}

/// The same, and returns a function that removes the portal. Pages do not need it, because they are unloaded as a
/// whole.
///
/// # Panics
/// As [`mount_portal`].
pub fn mount(
    config_url: String,
    start_worker: JsValue,
    folder: JsValue,
    page_url: Option<String>,
) -> impl FnOnce() {
    let options = PageOptions {
        config_url: config_url.clone().into(),
        folder,
        dashboard: None,
    };
    draw(open(config_url, start_worker, page_url), options)
}

/// Renders a session into the document, and returns a function that removes it.
pub(super) fn draw(driver: Driver, options: PageOptions) -> impl FnOnce() + use<> {
    crash::install();
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(crash::ROOT_ID))
        .expect("the portal's document has an element for it");
    let props = SessionProviderProps { driver, options };
    let portal =
        yew::Renderer::<SessionProvider<PageTarget>>::with_root_and_props(root, props).render();
    move || portal.destroy()
}

/// A session for the page, which may be the redirect URI of a login.
fn open(config_url: String, start_worker: JsValue, page_url: Option<String>) -> Driver {
    let effects = Effects {
        replace_url: Box::new(|url| location::replace(&home(url))),
        navigate: Box::new(location::navigate),
        remember: Box::new(pending_store::put),
    };
    let driver = Driver::new(effects, start_worker, None);
    let arrival = page_url.or_else(location::current).map(|page_url| Arrival {
        page_url,
        pending: pending_store::take(),
    });
    driver.feed(Input::Opened(Opening {
        config: Source::Url(config_url),
        arrival,
        seed: random::seed(),
    }));
    driver
}

/// The portal's own URL. Users bookmark what they see, and the redirect URI is not a page.
fn home(url: &str) -> String {
    let (path, query) = url.split_at(url.find('?').unwrap_or(url.len()));
    format!("{}{query}", path.strip_suffix("callback").unwrap_or(path))
}
