//! Tests with a stub of the clipboard, because the real one is the system's.

use haulout_protocol::secret::Secret;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{clear_clipboard, copy, document, fill_and_select, focus};
use crate::browser::fake_navigator::FakeNavigator;
use crate::browser::fresh_page::fresh_page;
use crate::browser::stubs::eval;

fn copied() -> Option<String> {
    eval("globalThis.copied").as_string()
}

fn clipboard(write: &str) -> FakeNavigator {
    FakeNavigator::with("clipboard", &format!("({{ writeText: {write} }})"))
}

#[wasm_bindgen_test]
async fn a_copied_secret_can_be_cleared_from_the_clipboard() {
    fresh_page().await;
    let _clipboard = clipboard("async (text) => { globalThis.copied = text; }");
    copy(&Secret::new("key".to_owned())).await.unwrap();
    assert_eq!(copied().as_deref(), Some("key"));
    clear_clipboard().await.unwrap();
    assert_eq!(copied().as_deref(), Some(""));
}

#[wasm_bindgen_test]
async fn a_denied_or_absent_clipboard_is_an_error() {
    fresh_page().await;
    for clipboard in [
        "({ writeText: () => Promise.reject(new DOMException('', 'NotAllowedError')) })",
        "({ writeText() { throw new TypeError(); } })",
        "({})",
        // An insecure context.
        "undefined",
    ] {
        let _clipboard = FakeNavigator::with("clipboard", clipboard);
        assert!(copy(&Secret::new("key".to_owned())).await.is_err());
        assert!(clear_clipboard().await.is_err(), "{clipboard}");
    }
}

#[wasm_bindgen_test]
async fn a_field_is_filled_focused_and_selected() {
    fresh_page().await;
    for field in [
        "<textarea id=field readonly></textarea>",
        "<input id=field readonly>",
    ] {
        eval(&format!(
            "document.body.insertAdjacentHTML('beforeend', `{field}`);"
        ));
        assert!(fill_and_select(
            &document(),
            "field",
            &Secret::new("apiVersion: v1".to_owned())
        ));
        assert_eq!(
            eval("getSelection().toString()").as_string().unwrap(),
            "apiVersion: v1"
        );
        assert!(eval("document.activeElement === field").is_truthy());
        eval("field.remove();");
    }
}

#[wasm_bindgen_test]
async fn a_missing_element_or_one_without_text_is_not_selected() {
    fresh_page().await;
    let text = Secret::new("key".to_owned());
    assert!(!fill_and_select(&document(), "field", &text));
    assert!(!focus(&document(), "field"));
    eval("document.body.insertAdjacentHTML('beforeend', '<p id=field>text</p>');");
    assert!(!fill_and_select(&document(), "field", &text));
}

#[wasm_bindgen_test]
async fn focus_moves_to_the_element_with_the_id() {
    fresh_page().await;
    eval("document.body.insertAdjacentHTML('beforeend', '<button id=field></button>');");
    assert!(focus(&document(), "field"));
    assert!(eval("document.activeElement === field").is_truthy());
}
