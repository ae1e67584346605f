//! Sets language, theme and accent colour of a root element.

use haulout_protocol::kubeconfig::Shell;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Element;

use super::js::{call, global, member};

/// The operator's accent colours as CSS values, each with a readable text colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Accent<'a> {
    pub(crate) light: &'a str,
    pub(crate) light_ink: &'a str,
    pub(crate) dark: &'a str,
    pub(crate) dark_ink: &'a str,
}

/// Sets the language and the direction of text: `ltr` or `rtl`.
pub(crate) fn language(root: &Element, tag: &str, direction: &str) {
    set_attribute(root, "lang", tag);
    set_attribute(root, "dir", direction);
}

/// Sets the theme: `auto`, `light` or `dark`; an empty name inherits the surrounding theme.
pub(crate) fn theme(root: &Element, name: &str) {
    set_attribute(root, "data-theme", name);
}

/// Exposes an element as a CSS shadow part.
pub(crate) fn part(element: &JsValue, name: &str) {
    if let Some(element) = element.dyn_ref() {
        set_attribute(element, "part", name);
    }
}

/// Sets the accent colours, or removes them.
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

/// The most common shell on this platform.
pub(crate) fn shell() -> Shell {
    if platform().starts_with("Win") {
        Shell::PowerShell
    } else {
        Shell::Bash
    }
}

/// The name of the operating system, such as `Windows` or `Win32`; empty if the browser does not report it.
pub(crate) fn platform() -> String {
    let navigator = global("navigator");
    // Only `platform` exists in every browser; both begin with the same letters. The other one can be empty.
    member(&member(&navigator, "userAgentData"), "platform")
        .as_string()
        .filter(|name| !name.is_empty())
        .or_else(|| member(&navigator, "platform").as_string())
        .unwrap_or_default()
}

/// Sets an attribute unless it has this value, because setting it may cause a repaint.
pub(super) fn set_attribute(element: &Element, name: &str, value: &str) {
    if element.get_attribute(name).as_deref() != Some(value) {
        let _never_throws = element.set_attribute(name, value);
    }
}

/// The document's root element.
pub(crate) fn root_element() -> Option<Element> {
    web_sys::window()?.document()?.document_element()
}

#[cfg(test)]
mod tests;
