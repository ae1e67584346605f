//! How the page looks from outside of what is drawn: its tab, its language, its theme and its accent.

use haulout_protocol::kubeconfig::Shell;
use web_sys::{Document, Element};

use super::js::{call, global, member};

/// The state of the page as its tab shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    /// All is well.
    Well,
    /// Something is under way.
    Busy,
    /// A person will soon be needed.
    Soon,
    /// Something is wrong.
    Bad,
    /// Nobody is signed in.
    Off,
}

/// The colours with which an operator marks the portal, each with what is readable on it. Values of CSS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Accent<'a> {
    pub(crate) light: &'a str,
    pub(crate) light_ink: &'a str,
    pub(crate) dark: &'a str,
    pub(crate) dark_ink: &'a str,
}

/// Names the page.
pub(crate) fn title(text: &str) {
    if let Some(document) = document()
        && document.title() != text
    {
        document.set_title(text);
    }
}

/// Shows the state in the tab. The page's document says where the pictures are: their names are made of what is in them.
pub(crate) fn icon(icon: Icon) {
    let address = match icon {
        Icon::Well => "data-well",
        Icon::Busy => "data-busy",
        Icon::Soon => "data-soon",
        Icon::Bad => "data-bad",
        Icon::Off => "data-off",
    };
    let link = document().and_then(|document| document.query_selector("link[rel=icon]").ok()?);
    if let Some(link) = link
        && let Some(address) = link.get_attribute(address)
    {
        put(&link, "href", &address);
    }
}

/// Says in which language the page is, and in which direction it is read: `ltr` or `rtl`.
pub(crate) fn language(tag: &str, direction: &str) {
    if let Some(root) = root() {
        put(&root, "lang", tag);
        put(&root, "dir", direction);
    }
}

/// Puts the theme on the page: `auto`, `light` or `dark`.
pub(crate) fn theme(name: &str) {
    if let Some(root) = root() {
        put(&root, "data-theme", name);
    }
}

/// Puts an operator's colours on the page, or takes them away.
pub(crate) fn accent(accent: Option<Accent<'_>>) {
    let Some(root) = root() else { return };
    let style = member(&root, "style");
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
fn put(element: &Element, name: &str, value: &str) {
    if element.get_attribute(name).as_deref() != Some(value) {
        let _never_throws = element.set_attribute(name, value);
    }
}

fn root() -> Option<Element> {
    document()?.document_element()
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

#[cfg(test)]
mod tests;
