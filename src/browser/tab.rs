//! The page's tab: its name and its picture.

use web_sys::Document;

use super::appearance::put;

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

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

#[cfg(test)]
mod tests;
