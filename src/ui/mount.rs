//! Mounts the portal.

use haulout_protocol::input::{Arrival, Input, Opening, Source};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, Element, HtmlElement};

use super::crash;
use super::provider::{PageOptions, PageTarget, SessionProvider, SessionProviderProps};
use crate::browser::driver::{Driver, Effects};
use crate::browser::{location, pending_store, random};

/// Renders the portal into the document's `#haulout`, with the configuration at `config_url`. If `start_worker` is a
/// function, it creates the worker for timers. If `folder` is a function, it calls the export of `www/folder.js` that
/// its first argument names. `page_url` is the page's URL, if the address bar does not have it any more. `pressed` says
/// that the user has pressed the button to sign in already.
///
/// # Panics
/// If the document has no element `#haulout`.
#[wasm_bindgen(js_name = mountPortal)]
pub fn mount_portal(
    config_url: String,
    start_worker: JsValue,
    folder: JsValue,
    page_url: Option<String>,
    pressed: Option<bool>,
) {
    let pressed = pressed.unwrap_or_default();
    drop(mount(config_url, start_worker, folder, page_url, pressed));
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
    pressed: bool,
) -> impl FnOnce() {
    let options = PageOptions {
        config_url: config_url.clone().into(),
        folder,
        dashboard: None,
        pressed,
    };
    draw(open(config_url, start_worker, page_url), options)
}

/// Renders a session into the document, and returns a function that removes it.
pub(super) fn draw(driver: Driver, options: PageOptions) -> impl FnOnce() + use<> {
    crash::install();
    let root = document()
        .and_then(|document| document.get_element_by_id(crash::ROOT_ID))
        .expect("the portal's document has an element for it");
    let focused = focused_in(&root);
    let props = SessionProviderProps { driver, options };
    let portal =
        yew::Renderer::<SessionProvider<PageTarget>>::with_root_and_props(root.clone(), props)
            .render();
    if let Some(focused) = focused {
        // After the first render, which Yew has queued.
        spawn_local(async move { focus(&root, &focused) });
    }
    move || portal.destroy()
}

/// The position of the focused element in the page that a server rendered: at each level the number of elements after it,
/// because an accent colour's style sheet comes before the others.
fn focused_in(root: &Element) -> Option<Vec<u32>> {
    let first_page = root.query_selector(":scope > .boot").ok()??;
    let mut element = document()?.active_element()?;
    let mut path = Vec::new();
    while element != first_page {
        let siblings = std::iter::successors(
            element.next_element_sibling(),
            Element::next_element_sibling,
        );
        path.push(u32::try_from(siblings.count()).ok()?);
        element = element.parent_element()?;
    }
    path.reverse();
    Some(path)
}

/// Focuses the element at the same position. The program renders what the server rendered.
fn focus(root: &Element, path: &[u32]) {
    let mut element = Some(root.clone());
    for following in path {
        element = element.and_then(|element| {
            let children = element.children();
            children.item(children.length().checked_sub(following + 1)?)
        });
    }
    if let Some(element) = element {
        let _not_focusable = element.unchecked_into::<HtmlElement>().focus();
    }
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
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
        config: config_source(config_url),
        arrival,
        seed: random::seed(),
    }));
    driver
}

/// The documents in the page, if a server filled it; else the URL.
fn config_source(url: String) -> Source {
    let block = document().and_then(|document| document.get_element_by_id("haulout-data"));
    let json = block.and_then(|block| block.text_content());
    match json.filter(|json| !json.is_empty()) {
        Some(json) => Source::Document {
            url,
            json: json.into_bytes(),
        },
        None => Source::Url(url),
    }
}

/// The portal's own URL. Users bookmark what they see, and the redirect URI is not a page.
fn home(url: &str) -> String {
    let (path, query) = url.split_at(url.find('?').unwrap_or(url.len()));
    format!("{}{query}", path.strip_suffix("callback").unwrap_or(path))
}
