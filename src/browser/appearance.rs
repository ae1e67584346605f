//! How what is drawn looks as a whole: its language, its theme and its accent.

use haulout_protocol::kubeconfig::Shell;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Element;

use super::js::{call, global, member};

/// The colours with which an operator marks the portal, each with what is readable on it. Values of CSS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Accent<'a> {
    pub(crate) light: &'a str,
    pub(crate) light_ink: &'a str,
    pub(crate) dark: &'a str,
    pub(crate) dark_ink: &'a str,
}

/// Says in which language it is, and in which direction it is read: `ltr` or `rtl`.
pub(crate) fn language(root: &Element, tag: &str, direction: &str) {
    put(root, "lang", tag);
    put(root, "dir", direction);
}

/// Puts the theme on it: `auto`, `light` or `dark`; without a name it takes that of what is around it.
pub(crate) fn theme(root: &Element, name: &str) {
    put(root, "data-theme", name);
}

/// Names an element for those who style it from outside of its shadow tree.
pub(crate) fn part(element: &JsValue, name: &str) {
    if let Some(element) = element.dyn_ref() {
        put(element, "part", name);
    }
}

/// Puts an operator's colours on it, or takes them away.
pub(crate) fn accent(root: &Element, accent: Option<Accent<'_>>) {
    let style = member(root, "style");
    // An empty value removes the property.
    let accent = accent.unwrap_or(Accent {
        light: "",
        light_ink: "",
        dark: "",
        dark_ink: "",
    });
    for (name, value) in [
        ("--accent-light", accent.light),
        ("--accent-light-ink", accent.light_ink),
        ("--accent-dark", accent.dark),
        ("--accent-dark-ink", accent.dark_ink),
    ] {
        let _never_throws = call(&style, "setProperty", &[name.into(), value.into()]);
    }
}

/// The shell that most people have on a computer like this one.
pub(crate) fn shell() -> Shell {
    let navigator = global("navigator");
    // Only one of the two is there in every browser; they agree about Windows.
    let platform = member(&member(&navigator, "userAgentData"), "platform")
        .as_string()
        .or_else(|| member(&navigator, "platform").as_string());
    if platform.is_some_and(|name| name.starts_with("Win")) {
        Shell::PowerShell
    } else {
        Shell::Bash
    }
}

/// What is the same already is left alone, so that nothing is drawn for it.
pub(super) fn put(element: &Element, name: &str, value: &str) {
    if element.get_attribute(name).as_deref() != Some(value) {
        let _never_throws = element.set_attribute(name, value);
    }
}

/// What a page of our own is drawn into, with everything around it.
pub(crate) fn page() -> Option<Element> {
    web_sys::window()?.document()?.document_element()
}

#[cfg(test)]
mod tests;
