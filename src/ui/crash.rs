//! The page after a panic: a sentence, a report without secrets, and a link that starts over.

use std::panic::PanicHookInfo;

use haulout_protocol::Code;
use web_sys::{Document, Element};

use super::messages::Language;

/// The ID of the element that contains the portal.
pub(super) const ROOT_ID: &str = "haulout";

/// Installs a panic hook that replaces the page by a report.
///
/// Yew replaces any panic hook that was not set through its own API.
pub(super) fn install() {
    // WebAssembly does not unwind, so a panic never ends, and the standard library accepts no hook during a panic.
    if std::thread::panicking() {
        return;
    }
    yew::set_custom_panic_hook(Box::new(|info| {
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            // If this fails, too, there is nothing left to show an error with.
            let _silent = show(&document, info);
        }
    }));
}

/// The report of a panic.
pub(super) struct Report {
    pub(super) title: &'static str,
    pub(super) sentence: &'static str,
    /// Source location and version. The panic message is left out, because it could quote a secret.
    pub(super) details: String,
}

impl Report {
    pub(super) fn new(info: &PanicHookInfo<'_>, language: Language) -> Self {
        let place = info
            .location()
            .map(|place| format!("{}:{}", place.file(), place.line()));
        let (code, version) = (Code::Internal, env!("CARGO_PKG_VERSION"));
        let words = language.messages();
        Self {
            title: (words.errors.title)(code),
            sentence: words.frame.crashed,
            details: format!("{code} {version} {}", place.unwrap_or_default()),
        }
    }
}

fn show(document: &Document, info: &PanicHookInfo<'_>) -> Option<()> {
    let root = document.get_element_by_id(ROOT_ID)?;
    root.set_text_content(None);
    let main = child(document, &root, "main", "", None)?;
    let card = child(
        document,
        &main,
        "section",
        "card narrow fatal error-card",
        None,
    )?;
    // The state that has the language may be what broke, so it is read from the document.
    let tag = document.document_element()?.get_attribute("lang");
    let language = Language::of_tag(&tag.unwrap_or_default()).unwrap_or_default();
    let report = Report::new(info, language);
    child(document, &card, "h2", "", Some(report.title))?;
    child(document, &card, "p", "", Some(report.sentence))?;
    child(document, &card, "pre", "", Some(&report.details))?;
    let again = language.messages().errors.start_again;
    let again = child(document, &card, "a", "", Some(again))?;
    // An empty `href` is the page's own address.
    again.set_attribute("href", "").ok()
}

fn child(
    document: &Document,
    parent: &Element,
    name: &str,
    class: &str,
    text: Option<&str>,
) -> Option<Element> {
    let element = document.create_element(name).ok()?;
    element.set_class_name(class);
    element.set_text_content(text);
    parent.append_child(&element).ok()?;
    Some(element)
}
