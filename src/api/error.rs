//! Failures as JavaScript `Error`s with a `code` to branch on.

use haulout_protocol::Error;
use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// An `Error` with `code` (`HAULOUT_…`), `need` (`retry`, `sign-in`, `operator`, `nothing`) and, where a server named
/// the request in its own log, `auditId`. Its message is for logs and contains no secret.
pub(crate) fn to_js(error: &Error) -> JsValue {
    let js = js_sys::Error::new(&error.to_string());
    js.set_name("HauloutError");
    set(&js, "code", error.code().as_str());
    set(&js, "need", error.need().as_str());
    if let Some(id) = &error.audit_id {
        set(&js, "auditId", id.as_str());
    }
    js.into()
}

fn set(target: &JsValue, name: &str, value: &str) {
    // A fresh, extensible object takes every property.
    let _refused = Reflect::set(target, &name.into(), &value.into());
}
