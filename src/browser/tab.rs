//! Sets the title and the icon of the browser tab.

use gloo_events::EventListener;
use web_sys::Document;

use super::appearance::set_attribute;

/// The state that the tab's icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    /// Signed in, and nothing to do.
    Normal,
    /// A request is pending.
    Busy,
    /// The user will soon have to act.
    ExpiringSoon,
    /// Something failed.
    Error,
    /// Signed out.
    SignedOut,
}

/// Sets the document's title.
pub(crate) fn title(text: &str) {
    if let Some(document) = document()
        && document.title() != text
    {
        document.set_title(text);
    }
}

/// Sets the tab's icon. The document has the URLs of the icons, whose names contain a hash of their content.
pub(crate) fn icon(icon: Icon) {
    let address = match icon {
        Icon::Normal => "data-normal",
        Icon::Busy => "data-busy",
        Icon::ExpiringSoon => "data-expiring-soon",
        Icon::Error => "data-error",
        Icon::SignedOut => "data-signed-out",
    };
    let link = document().and_then(|document| document.query_selector("link[rel=icon]").ok()?);
    if let Some(link) = link
        && let Some(address) = link.get_attribute(address)
    {
        set_attribute(&link, "href", &address);
    }
}

/// Whether the user cannot see this page.
pub(crate) fn is_hidden() -> bool {
    document().is_some_and(|document| document.hidden())
}

/// Calls `act` when the page is hidden or shown, until the result is dropped.
pub(crate) fn on_visibility_change(act: impl Fn() + 'static) -> Option<EventListener> {
    let document = document()?;
    Some(EventListener::new(
        &document,
        "visibilitychange",
        move |_| {
            act();
        },
    ))
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

#[cfg(test)]
mod tests;
