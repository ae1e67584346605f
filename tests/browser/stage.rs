//! A page with the portal on it.

use std::panic;

use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Document, Element, HtmlElement};

use crate::scripted::{Replaced, eval, until};

/// The scripted gateway; `portal` is its name in scripts.
pub(crate) fn gateway() -> Replaced {
    let make = include_str!("../fixtures/portal.js");
    let signed = include_str!("../fixtures/signatures/signed.json");
    let certificate = include_str!("../../protocol/tests/fixtures/pinniped.crt");
    let key = include_str!("../../protocol/tests/fixtures/pinniped.key");
    let make = format!("globalThis.portal = ({make})({signed}, `{certificate}`, `{key}`)");
    Replaced::new("fetch", &make)
}

/// Mounts a fresh portal. The test runner's panic hook stays in force, for it prints what failed.
pub(crate) fn mount() {
    let document = document();
    if let Some(last) = document.get_element_by_id("haulout") {
        last.remove();
    }
    let root = document.create_element("div").unwrap();
    root.set_id("haulout");
    document.body().unwrap().append_child(&root).unwrap();
    let of_the_runner = panic::take_hook();
    let config_url = eval("location.origin + '/config.json'")
        .as_string()
        .unwrap();
    haulout::ui::mount::mount_portal(config_url, JsValue::UNDEFINED, JsValue::UNDEFINED);
    panic::set_hook(of_the_runner);
}

/// What a person reads.
pub(crate) fn text() -> String {
    root().text_content().unwrap()
}

/// All of it.
pub(crate) fn html() -> String {
    root().inner_html()
}

/// Waits until the page says this.
pub(crate) async fn until_it_says(words: &str) {
    until(|| text().contains(words)).await;
}

/// Presses the button with this name.
pub(crate) fn press(name: &str) {
    button(name).expect("a button of this name").click();
}

/// Whether there is a button with this name.
pub(crate) fn has_button(name: &str) -> bool {
    button(name).is_some()
}

fn button(name: &str) -> Option<HtmlElement> {
    let buttons = root().query_selector_all("button").unwrap();
    (0..buttons.length())
        .filter_map(|at| buttons.item(at)?.dyn_into::<HtmlElement>().ok())
        .find(|button| button.text_content().as_deref() == Some(name))
}

fn root() -> Element {
    document().get_element_by_id("haulout").unwrap()
}

fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}
