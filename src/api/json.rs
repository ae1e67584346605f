//! JSON text as values of JavaScript.

use haulout_protocol::json::write::Value;
use js_sys::JSON;
use wasm_bindgen::JsValue;

/// The value, made by the browser's own reader.
pub(super) fn to_js(value: impl Value) -> JsValue {
    let json = value.json().unwrap_or_else(|| "null".to_owned());
    JSON::parse(&json).unwrap_or(JsValue::UNDEFINED)
}
