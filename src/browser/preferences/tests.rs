//! Against this browser's own storage, and such that does not work.

use wasm_bindgen_test::wasm_bindgen_test;

use super::{ITEM, Key, LONGEST_BYTES, load, storage, store};
use crate::browser::fresh_page::fresh_page;
use crate::browser::stubs::eval;

fn put(text: &str) {
    storage().unwrap().set_item(ITEM, text).unwrap();
}

#[wasm_bindgen_test]
async fn what_was_chosen_is_there_at_the_next_visit() {
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
async fn everything_is_under_one_name() {
    fresh_page().await;
    for key in Key::ALL {
        store(key, "x");
    }
    assert_eq!(load().len(), Key::ALL.len());
    assert_eq!(storage().unwrap().length(), Ok(1));
}

#[wasm_bindgen_test]
async fn nonsense_is_as_if_nothing_was_chosen_and_can_be_chosen_over() {
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
async fn what_has_no_key_or_is_too_long_is_not_kept() {
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
