//! Tests the kubeconfig export: tabs, the clipboard, and the fallback if the clipboard is denied.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::fake_navigator::FakeNavigator;
use crate::page::{fresh_page, gateway, has_button, html, mount, press, until_it_says};
use crate::stubs::{eval, until};

const KEY: &str = include_str!("../../crates/protocol/tests/fixtures/pinniped.key");

#[wasm_bindgen_test]
async fn arrow_keys_move_the_focus_and_select_another_tab() {
    fresh_page().await;
    let _gateway = gateway();
    mount();
    until_it_says("Copy kubeconfig").await;
    eval("document.querySelector('#haulout [role=tab]').focus()");
    for (key, tab) in [
        ("ArrowRight", "export-pinniped"),
        ("End", "export-shell"),
        ("ArrowLeft", "export-pinniped"),
        ("Home", "export-haulout"),
    ] {
        eval(&format!(
            "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true, cancelable: true }}))"
        ));
        until(|| focused() == tab).await;
        let shown =
            "document.querySelector('#haulout [role=tabpanel]').getAttribute('aria-labelledby')";
        assert_eq!(eval(shown).as_string().as_deref(), Some(tab));
    }
    // With Alt, the arrow key is a shortcut of the browser.
    eval(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', altKey: true, bubbles: true }))",
    );
    assert_eq!(focused(), "export-haulout");
}

#[wasm_bindgen_test]
async fn a_copied_kubeconfig_can_be_cleared_from_the_clipboard() {
    fresh_page().await;
    let _gateway = gateway();
    let _clipboard = FakeNavigator::with(
        "clipboard",
        "({ writeText: async (text) => { globalThis.copied = text; } })",
    );
    mount();
    until_it_says("Copy kubeconfig").await;
    press("Copy line");
    until_it_says("Paste it into your terminal.").await;
    assert!(!has_button("Clear clipboard"), "a line is no secret");
    press("Copy kubeconfig");
    until(|| has_button("Clear clipboard")).await;
    assert!(copied().contains("client-key-data"), "{}", copied());
    press("Clear clipboard");
    until_it_says("Clipboard cleared.").await;
    assert_eq!(copied(), "");
    assert!(!has_button("Clear clipboard"));
}

#[wasm_bindgen_test]
async fn a_denied_clipboard_selects_a_field_that_is_removed_on_blur() {
    fresh_page().await;
    let _gateway = gateway();
    let _clipboard = FakeNavigator::with(
        "clipboard",
        "({ writeText: async () => { throw new DOMException('', 'NotAllowedError'); } })",
    );
    mount();
    until_it_says("Copy kubeconfig").await;
    press("Copy kubeconfig");
    until(|| focused() == "by-hand").await;
    let selected = eval("getSelection().toString()").as_string().unwrap();
    assert!(selected.contains("client-key-data"), "{selected}");
    assert!(!html().contains(KEY.lines().nth(1).unwrap()));
    assert!(!html().contains(&eval(&format!("btoa(`{KEY}`)")).as_string().unwrap()[60..]));
    assert!(!has_button("Clear clipboard"), "nothing was copied");
    eval("document.activeElement.blur()");
    until(|| eval("document.getElementById('by-hand') === null").is_truthy()).await;
}

fn focused() -> String {
    eval("document.activeElement.id").as_string().unwrap()
}

fn copied() -> String {
    eval("globalThis.copied").as_string().unwrap()
}
