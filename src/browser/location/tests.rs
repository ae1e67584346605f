//! Against this page's own address.

use wasm_bindgen_test::wasm_bindgen_test;

use super::{current, replace};
use crate::browser::fresh_page::fresh_page;
use crate::browser::stubs::eval;

#[wasm_bindgen_test]
async fn replacing_shows_another_address_without_an_entry_in_the_history() {
    fresh_page().await;
    let original = current().unwrap();
    let entries = eval("history.length");
    let other = format!("{}?kept=1", original.split('?').next().unwrap());
    replace(&other);
    assert_eq!(current().unwrap(), other);
    assert_eq!(eval("history.length"), entries);
}

#[wasm_bindgen_test]
async fn an_address_of_another_site_is_not_shown() {
    fresh_page().await;
    let original = current().unwrap();
    replace("https://elsewhere.example/");
    assert_eq!(current().unwrap(), original);
}
