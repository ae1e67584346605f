//! Mounts the portal on the test page, reads it and operates it.

use std::cell::RefCell;
use std::panic;
use std::thread;

use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Document, Element, HtmlElement};

use crate::stubs::{GlobalStub, eval, until};

thread_local! {
    /// Unmounts the portal that was mounted last.
    static UNMOUNT: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
}

/// Resets the page; every test begins with this.
pub(crate) async fn fresh_page() {
    unmount();
    crate::fresh_page::fresh_page().await;
}

/// Stubs `fetch` with the scripted gateway, which scripts access as `portal`.
pub(crate) fn gateway() -> GlobalStub {
    let make = include_str!("../fixtures/portal.js");
    let signed = include_str!("../fixtures/signatures/signed.json");
    let certificate = include_str!("../../crates/protocol/tests/fixtures/pinniped.crt");
    let key = include_str!("../../crates/protocol/tests/fixtures/pinniped.key");
    let make = format!("globalThis.portal = ({make})({signed}, `{certificate}`, `{key}`)");
    GlobalStub::new("fetch", &make)
}

/// Mounts a new portal. The test runner's panic hook is kept, because it prints failures; after a test has panicked,
/// the hook can no longer be changed.
pub(crate) fn mount() {
    mount_with(JsValue::UNDEFINED);
}

/// As [`mount`], with the function that calls the live folder's script.
pub(crate) fn mount_with(folder: JsValue) {
    add_root("");
    mount_over_page(folder, false);
}

/// Adds the portal's element with this content, in place of a portal that was mounted.
pub(crate) fn add_root(html: &str) {
    unmount();
    let document = document();
    let root = document.create_element("div").unwrap();
    root.set_id("haulout");
    root.set_inner_html(html);
    document.body().unwrap().append_child(&root).unwrap();
}

/// Mounts a portal over the content of its element. `pressed` says that the button to sign in was pressed before.
pub(crate) fn mount_over_page(folder: JsValue, pressed: bool) {
    let runners_hook = (!thread::panicking()).then(panic::take_hook);
    let config_url = eval("location.origin + '/config.json'")
        .as_string()
        .unwrap();
    let end = haulout::ui::mount::mount(config_url, JsValue::UNDEFINED, folder, None, pressed);
    UNMOUNT.set(Some(Box::new(end)));
    if let Some(hook) = runners_hook {
        panic::set_hook(hook);
    }
}

/// Unmounts the portal and removes its element.
pub(crate) fn unmount() {
    if let Some(end) = UNMOUNT.take() {
        end();
    }
    if let Some(last) = document().get_element_by_id("haulout") {
        last.remove();
    }
}

/// Stubs of both clocks. The wall clock stands still except for [`Clock::advance`].
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

/// The text of the portal.
pub(crate) fn text() -> String {
    root().text_content().unwrap()
}

/// The HTML of the portal.
pub(crate) fn html() -> String {
    root().inner_html()
}

/// Waits until the portal contains this text.
pub(crate) async fn until_it_says(words: &str) {
    until(|| text().contains(words)).await;
}

/// Clicks the button with this name.
pub(crate) fn press(name: &str) {
    button(name).expect("a button of this name").click();
}

/// Sets the value of the first field that matches the selector, and dispatches `change`.
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
