//! Tests with a stub of `Notification`, because tests cannot click the browser's own buttons.

use wasm_bindgen_test::wasm_bindgen_test;

use super::{Permission, permission, request_permission, show};
use crate::browser::fresh_page::fresh_page;
use crate::browser::stubs::{GlobalStub, eval};

/// A browser whose permission is `before`, and `after` once it has been requested.
fn browser(before: &str, after: &str) -> GlobalStub {
    eval("globalThis.asked = 0; globalThis.notes = []; globalThis.focused = 0;");
    GlobalStub::new(
        "Notification",
        &format!(
            "(class extends EventTarget {{
                static permission = '{before}';
                static async requestPermission() {{ asked++; return this.permission = '{after}'; }}
                constructor(title, {{ body, tag }}) {{ super(); notes.push(this); this.text = [title, body, tag].join('|'); }}
                close() {{ this.closed = true; }}
            }})"
        ),
    )
}

fn number(script: &str) -> f64 {
    eval(script).as_f64().unwrap()
}

#[wasm_bindgen_test]
async fn reading_the_permission_does_not_request_it() {
    fresh_page().await;
    for (answer, expected) in [
        ("granted", Permission::Granted),
        ("denied", Permission::Denied),
        ("default", Permission::NotAsked),
    ] {
        let _browser = browser(answer, answer);
        assert_eq!(permission(), expected);
        assert_eq!(number("asked"), 0.0);
    }
}

#[wasm_bindgen_test]
async fn a_request_returns_the_decision() {
    fresh_page().await;
    let allowed = browser("default", "granted");
    assert_eq!(request_permission().await, Permission::Granted);
    drop(allowed);
    let _closed_without_an_answer = browser("default", "default");
    assert_eq!(request_permission().await, Permission::NotAsked);
    assert_eq!(number("asked"), 1.0);
}

#[wasm_bindgen_test]
async fn a_browser_without_notifications_is_unsupported() {
    fresh_page().await;
    let _none = GlobalStub::new("Notification", "undefined");
    assert_eq!(permission(), Permission::Unsupported);
    assert_eq!(request_permission().await, Permission::Unsupported);
    assert!(show("Sign in", "soon", "haulout").is_none());
}

#[wasm_bindgen_test]
async fn a_click_focuses_the_page_and_closes_the_notification() {
    fresh_page().await;
    let _browser = browser("granted", "granted");
    let _focus = GlobalStub::new("focus", "() => { focused++; }");
    let shown = show("Sign in", "Your session ends soon", "session").unwrap();
    assert_eq!(
        eval("notes[0].text").as_string().unwrap(),
        "Sign in|Your session ends soon|session"
    );
    assert_eq!(number("focused"), 0.0);
    eval("notes[0].dispatchEvent(new Event('click'))");
    assert_eq!(number("focused"), 1.0);
    assert!(eval("notes[0].closed").is_truthy());
    drop(shown);
}

#[wasm_bindgen_test]
async fn dropping_the_guard_closes_the_notification() {
    fresh_page().await;
    let _browser = browser("granted", "granted");
    let shown = show("Sign in", "soon", "session").unwrap();
    assert!(eval("notes[0].closed").is_undefined());
    drop(shown);
    assert!(eval("notes[0].closed").is_truthy());
}

#[wasm_bindgen_test]
async fn without_permission_nothing_is_shown() {
    fresh_page().await;
    for permission in ["default", "denied"] {
        let _browser = browser(permission, "granted");
        assert!(show("Sign in", "soon", "session").is_none());
        assert_eq!(number("notes.length + asked"), 0.0);
    }
}

#[wasm_bindgen_test]
async fn a_constructor_that_throws_shows_nothing() {
    fresh_page().await;
    let _phone = GlobalStub::new(
        "Notification",
        "(class { static permission = 'granted'; constructor() { throw new TypeError(); } })",
    );
    assert!(show("Sign in", "soon", "session").is_none());
}
