//! Tests with the browser's storage, and with storage that fails.

use wasm_bindgen_test::wasm_bindgen_test;

use super::{ITEM, Key, LONGEST_BYTES, load, storage, store};
use crate::browser::fresh_page::fresh_page;
use crate::browser::stubs::eval;

fn put(text: &str) {
    storage().unwrap().set_item(ITEM, text).unwrap();
}

#[wasm_bindgen_test]
async fn preferences_persist_until_the_next_visit() {
    fresh_page().await;
    assert_eq!(load(), []);
    store(Key::Provider, "Acme \"LDAP\"\n");
    store(Key::Theme, "light");
    store(Key::Theme, "dark");
    let theme = (Key::Theme, "dark".to_owned());
    let provider = (Key::Provider, "Acme \"LDAP\"\n".to_owned());
    assert_eq!(load(), [theme, provider]);
    store(Key::Provider, "");
    assert_eq!(load(), [(Key::Theme, "dark".to_owned())]);
}

#[wasm_bindgen_test]
async fn all_preferences_share_one_storage_item() {
    fresh_page().await;
    for key in Key::ALL {
        store(key, "x");
    }
    assert_eq!(load().len(), Key::ALL.len());
    assert_eq!(storage().unwrap().length(), Ok(1));
}

#[wasm_bindgen_test]
async fn invalid_stored_text_counts_as_empty_and_is_overwritten() {
    fresh_page().await;
    for nonsense in [
        "",
        "{",
        "null",
        "7",
        "\"theme\"",
        "[]",
        r#"{"theme":{},"form":1}"#,
    ] {
        put(nonsense);
        assert_eq!(load(), [], "{nonsense}");
        store(Key::Shell, "fish");
        assert_eq!(load(), [(Key::Shell, "fish".to_owned())], "{nonsense}");
    }
}

#[wasm_bindgen_test]
async fn unknown_keys_and_long_values_are_not_stored() {
    fresh_page().await;
    let long = "x".repeat(LONGEST_BYTES + 1);
    put(&format!(
        r#"{{"theme":"{long}","token":"secret","notify":"yes"}}"#
    ));
    store(Key::Provider, &long);
    assert_eq!(load(), [(Key::Notify, "yes".to_owned())]);
    let kept = storage().unwrap().get_item(ITEM).unwrap();
    assert_eq!(kept.as_deref(), Some(r#"{"notify":"yes"}"#));
}

#[wasm_bindgen_test]
async fn storage_that_is_denied_is_empty() {
    fresh_page().await;
    put(r#"{"theme":"dark"}"#);
    eval(
        "Object.defineProperty(globalThis, 'localStorage', {
            configurable: true, get() { throw new DOMException('', 'SecurityError'); },
        });",
    );
    store(Key::Theme, "light");
    assert_eq!(load(), []);
}

#[wasm_bindgen_test]
async fn storage_that_is_full_keeps_what_it_has() {
    fresh_page().await;
    store(Key::Theme, "dark");
    eval(
        "Object.defineProperty(localStorage, 'setItem', {
            configurable: true, value() { throw new DOMException('', 'QuotaExceededError'); },
        });",
    );
    store(Key::Theme, "light");
    assert_eq!(load(), [(Key::Theme, "dark".to_owned())]);
}
