//! Tests with this tab's storage.

use haulout_protocol::oidc::authorize::PendingLogin;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{put, storage, take};
use crate::browser::fresh_page::fresh_page;

const PENDING: &str =
    r#"{"issuer":"https://issuer.example","state":"s","nonce":"n","verifier":"v"}"#;

#[wasm_bindgen_test]
async fn a_pending_login_survives_its_page_and_is_read_once() {
    fresh_page().await;
    put(PendingLogin::from_json(PENDING).unwrap());
    let taken = take().unwrap();
    assert_eq!(taken.to_json().secret(), PENDING);
    assert!(take().is_none());
    assert_eq!(storage().unwrap().length().unwrap(), 0);
}

#[wasm_bindgen_test]
async fn an_invalid_stored_login_is_removed() {
    fresh_page().await;
    let storage = storage().unwrap();
    storage.set_item(super::KEY, "{").unwrap();
    assert!(take().is_none());
    assert_eq!(storage.length().unwrap(), 0);
}
