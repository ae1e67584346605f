//! Tests with the browser's storage, and with storage that fails.

use wasm_bindgen_test::wasm_bindgen_test;

use super::{COOKIE_MAX_BYTES, ITEM, Key, LONGEST_BYTES, cookie_value, load, storage};
use crate::browser::fresh_page::fresh_page;
use crate::browser::stubs::eval;

fn store(key: Key, value: &str) {
    let config_url = eval("new URL('/config.json', location).href").as_string();
    super::store(key, value, &config_url.unwrap());
}

fn put(text: &str) {
    storage().unwrap().set_item(ITEM, text).unwrap();
}

#[wasm_bindgen_test]
async fn preferences_persist_until_the_next_visit() {
    fresh_page().await;
    assert_eq!(load(), []);
    store(Key::Provider, "Acme; \"LDAP\" =&+ß\n");
    store(Key::Theme, "light");
    store(Key::Theme, "dark");
    let theme = (Key::Theme, "dark".to_owned());
    let provider = (Key::Provider, "Acme; \"LDAP\" =&+ß\n".to_owned());
    assert_eq!(load(), [theme, provider]);
    store(Key::Provider, "");
    assert_eq!(load(), [(Key::Theme, "dark".to_owned())]);
}

#[wasm_bindgen_test]
async fn preferences_take_one_storage_item_and_one_cookie() {
    fresh_page().await;
    for key in Key::ALL {
        store(key, "x");
    }
    assert_eq!(load().len(), Key::ALL.len());
    assert_eq!(storage().unwrap().length(), Ok(1));
    assert_eq!(
        eval("document.cookie"),
        "haulout-preferences=language=x&theme=x&provider=x"
    );
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
        r#"{"shell":{},"form":1}"#,
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
        r#"{{"form":"{long}","token":"secret","notify":"yes"}}"#
    ));
    store(Key::Shell, &long);
    assert_eq!(load(), [(Key::Notify, "yes".to_owned())]);
    let kept = storage().unwrap().get_item(ITEM).unwrap();
    assert_eq!(kept.as_deref(), Some(r#"{"notify":"yes"}"#));
}

#[wasm_bindgen_test]
async fn storage_that_is_denied_is_empty() {
    fresh_page().await;
    put(r#"{"form":"shell"}"#);
    eval(
        "Object.defineProperty(globalThis, 'localStorage', {
            configurable: true, get() { throw new DOMException('', 'SecurityError'); },
        });",
    );
    store(Key::Form, "once");
    assert_eq!(load(), []);
}

#[wasm_bindgen_test]
async fn storage_that_is_full_keeps_what_it_has() {
    fresh_page().await;
    store(Key::Form, "shell");
    eval(
        "Object.defineProperty(localStorage, 'setItem', {
            configurable: true, value() { throw new DOMException('', 'QuotaExceededError'); },
        });",
    );
    store(Key::Form, "once");
    assert_eq!(load(), [(Key::Form, "shell".to_owned())]);
}

#[wasm_bindgen_test]
async fn the_cookie_has_only_known_keys_and_short_values() {
    fresh_page().await;
    let long = "x".repeat(LONGEST_BYTES + 1);
    eval(&format!(
        "document.cookie = 'haulout-preferences=token=secret&theme={long}&form=once&language=de; path=/'"
    ));
    assert_eq!(load(), [(Key::Language, "de".to_owned())]);
    store(Key::Theme, "dark");
    assert_eq!(cookie_value().as_deref(), Some("language=de&theme=dark"));
    // Each of these characters takes nine bytes in the cookie.
    let wide = "€".repeat(COOKIE_MAX_BYTES / 9);
    store(Key::Provider, &wide);
    assert_eq!(cookie_value().as_deref(), Some("language=de&theme=dark"));
}

#[wasm_bindgen_test]
async fn a_preference_that_another_tab_stored_is_kept() {
    fresh_page().await;
    store(Key::Theme, "dark");
    eval("document.cookie = 'haulout-preferences=theme=dark&language=de; path=/'");
    store(Key::Provider, "corp");
    assert_eq!(
        cookie_value().as_deref(),
        Some("language=de&theme=dark&provider=corp")
    );
}

#[wasm_bindgen_test]
async fn the_cookie_is_removed_with_the_last_preference() {
    fresh_page().await;
    store(Key::Theme, "dark");
    store(Key::Theme, "");
    assert_eq!(eval("document.cookie"), "");
}

#[wasm_bindgen_test]
async fn cookies_of_other_programs_are_ignored() {
    fresh_page().await;
    eval("document.cookie = 'x-haulout-preferences=theme=dark; path=/'");
    eval("document.cookie = 'haulout-preferences-x=theme=dark; path=/'");
    assert_eq!(load(), []);
}
