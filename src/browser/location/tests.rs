//! Against this page's own address.

use wasm_bindgen_test::wasm_bindgen_test;

use super::{current, replace};
use crate::browser::scripted::eval;

#[wasm_bindgen_test]
fn replacing_shows_another_address_without_an_entry_in_the_history() {
    let original = current().unwrap();
    let entries = eval("history.length");
    let other = format!("{}?kept=1", original.split('?').next().unwrap());
    replace(&other);
    assert_eq!(current().unwrap(), other);
    assert_eq!(eval("history.length"), entries);
    replace(&original);
    assert_eq!(current().unwrap(), original);
}

#[wasm_bindgen_test]
fn an_address_of_another_site_is_not_shown() {
    let original = current().unwrap();
    replace("https://elsewhere.example/");
    assert_eq!(current().unwrap(), original);
}
