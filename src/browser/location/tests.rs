//! Tests with the page's URL.

use wasm_bindgen_test::wasm_bindgen_test;

use super::{current, replace};
use crate::browser::fresh_page::fresh_page;
use crate::browser::stubs::eval;

#[wasm_bindgen_test]
async fn replacing_the_url_adds_no_history_entry() {
    fresh_page().await;
    let original = current().unwrap();
    let entries = eval("history.length");
    let other = format!("{}?kept=1", original.split('?').next().unwrap());
    replace(&other);
    assert_eq!(current().unwrap(), other);
    assert_eq!(eval("history.length"), entries);
}

#[wasm_bindgen_test]
async fn a_url_of_another_origin_is_ignored() {
    fresh_page().await;
    let original = current().unwrap();
    replace("https://elsewhere.example/");
    assert_eq!(current().unwrap(), original);
}
