//! A page with the portal on it.

use std::cell::RefCell;
use std::panic;
use std::thread;

use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Document, Element, HtmlElement};

use crate::stubs::{GlobalStub, eval, until};

thread_local! {
    /// What takes the portal away that was mounted last.
    static LAST: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
}

/// Every test begins with this.
pub(crate) async fn fresh_page() {
    leave();
    crate::fresh_page::fresh_page().await;
}

/// The scripted gateway; `portal` is its name in scripts.
pub(crate) fn gateway() -> GlobalStub {
    let make = include_str!("../fixtures/portal.js");
    let signed = include_str!("../fixtures/signatures/signed.json");
    let certificate = include_str!("../../crates/protocol/tests/fixtures/pinniped.crt");
    let key = include_str!("../../crates/protocol/tests/fixtures/pinniped.key");
    let make = format!("globalThis.portal = ({make})({signed}, `{certificate}`, `{key}`)");
    GlobalStub::new("fetch", &make)
}

/// Mounts a fresh portal. The test runner's panic hook stays in force, for it prints what failed; once a test has
/// panicked, hooks cannot be changed any more.
pub(crate) fn mount() {
    mount_with(JsValue::UNDEFINED);
}

/// The same, with what performs acts with a live folder.
pub(crate) fn mount_with(folder: JsValue) {
    leave();
    let document = document();
    let root = document.create_element("div").unwrap();
    root.set_id("haulout");
    document.body().unwrap().append_child(&root).unwrap();
    let of_the_runner = (!thread::panicking()).then(panic::take_hook);
    let config_url = eval("location.origin + '/config.json'")
        .as_string()
        .unwrap();
    let end = haulout::ui::mount::mount(config_url, JsValue::UNDEFINED, folder);
    LAST.set(Some(Box::new(end)));
    if let Some(hook) = of_the_runner {
        panic::set_hook(hook);
    }
}

/// Closes the page.
pub(crate) fn leave() {
    if let Some(end) = LAST.take() {
        end();
    }
    if let Some(last) = document().get_element_by_id("haulout") {
        last.remove();
    }
}

/// Both clocks of the computer. The wall clock goes only when it is told to.
pub(crate) struct Clock;

impl Clock {
    pub(crate) fn stop() -> Self {
        eval(
            "globalThis.stopped = Date.now(); Date.now = () => stopped;
            globalThis.realTick = performance.now; globalThis.skipped = 0;
            performance.now = () => realTick.call(performance) + skipped;",
        );
        Self
    }

    pub(crate) fn advance(&self, millis: u32) {
        eval(&format!("stopped += {millis}; skipped += {millis}"));
    }
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

/// Types into the first field that fits the selector, and leaves it.
pub(crate) fn change(selector: &str, value: &str) {
    let script = format!(
        "const field = document.querySelector('#haulout {selector}');
        field.value = {value:?}; field.dispatchEvent(new Event('change', {{ bubbles: true }}));"
    );
    crate::stubs::eval(&script);
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
