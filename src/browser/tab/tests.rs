//! Tests with the icon links of the portal's page.

use wasm_bindgen_test::wasm_bindgen_test;

use super::{Icon, icon, title};
use crate::browser::fresh_page::fresh_page;
use crate::browser::stubs::eval;

fn text(script: &str) -> String {
    eval(script).as_string().unwrap_or_default()
}

/// The first line of the portal's document that contains `words`.
fn line_with(words: &str) -> &'static str {
    let document = include_str!("../../../www/index.html");
    document.lines().find(|line| line.contains(words)).unwrap()
}

#[wasm_bindgen_test]
async fn the_tab_has_a_different_icon_for_every_state() {
    fresh_page().await;
    let link = line_with("rel=\"icon\"");
    eval(&format!(
        "document.head.insertAdjacentHTML('beforeend', `{link}`);"
    ));
    let mut seen: Vec<String> = Vec::new();
    for state in [
        Icon::SignedOut,
        Icon::Busy,
        Icon::ExpiringSoon,
        Icon::Error,
        Icon::Normal,
    ] {
        icon(state);
        seen.push(text(
            "document.querySelector('link[rel=icon]').getAttribute('href')",
        ));
    }
    // The last one is the page's initial icon.
    let begins = "{{asset:favicon.svg}}";
    assert_eq!(seen.last().unwrap(), begins);
    assert!(link.contains(&format!("href=\"{begins}\"")));
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 5);
}

#[wasm_bindgen_test]
async fn a_page_without_an_icon_is_unchanged() {
    fresh_page().await;
    icon(Icon::Error);
    assert!(eval("document.querySelector('link[rel=icon]')").is_null());
}

#[wasm_bindgen_test]
async fn the_title_is_written_only_when_it_changes() {
    fresh_page().await;
    title("4:59 · Acme");
    assert_eq!(text("document.title"), "4:59 · Acme");
    let watch = "globalThis.watcher = new MutationObserver(() => {});
        watcher.observe(document.head, { subtree: true, childList: true, characterData: true });";
    eval(watch);
    title("4:59 · Acme");
    assert_eq!(eval("watcher.takeRecords().length"), 0);
    title("4:58 · Acme");
    assert_ne!(eval("watcher.takeRecords().length"), 0);
}
