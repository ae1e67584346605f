//! The hand-over as a person meets it: tabs, the clipboard, and what happens where that is denied.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::fake_navigator::FakeNavigator;
use crate::stubs::{eval, until};
use crate::page::{fresh_page, gateway, has_button, html, mount, press, until_it_says};

const KEY: &str = include_str!("../../crates/protocol/tests/fixtures/pinniped.key");

#[wasm_bindgen_test]
async fn arrows_move_the_focus_and_show_another_form() {
    fresh_page().await;
    let _gateway = gateway();
    mount();
    until_it_says("Copy kubeconfig").await;
    eval("document.querySelector('#haulout [role=tab]').focus()");
    for (key, tab) in [
        ("ArrowRight", "way-haulout"),
        ("End", "way-shell"),
        ("ArrowLeft", "way-pinniped"),
        ("Home", "way-once"),
    ] {
        eval(&format!(
            "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true, cancelable: true }}))"
        ));
        until(|| focused() == tab).await;
        let shown =
            "document.querySelector('#haulout [role=tabpanel]').getAttribute('aria-labelledby')";
        assert_eq!(eval(shown).as_string().as_deref(), Some(tab));
    }
    // With a modifier it is for the browser, which goes back a page.
    eval(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', altKey: true, bubbles: true }))",
    );
    assert_eq!(focused(), "way-once");
}

#[wasm_bindgen_test]
async fn what_was_copied_can_be_taken_off_the_clipboard() {
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
    until_it_says("The clipboard is empty.").await;
    assert_eq!(copied(), "");
    assert!(!has_button("Clear clipboard"));
}

#[wasm_bindgen_test]
async fn where_the_clipboard_is_denied_a_hidden_text_is_there_until_somebody_leaves_it() {
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
