//! Failures as JavaScript `Error`s with a `code` to branch on.

use haulout_protocol::Error;
use haulout_protocol::error::Need;
use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// An `Error` with `code` (`HAULOUT_…`), `need` (`retry`, `sign-in`, `operator`, `nothing`) and, where a server named
/// the request in its own log, `auditId`. Its message is for logs and contains no secret.
pub(crate) fn to_js(error: &Error) -> JsValue {
    let js = js_sys::Error::new(&error.to_string());
    js.set_name("HauloutError");
    set(&js, "code", error.code().as_str());
    set(&js, "need", need(error.need()));
    if let Some(id) = &error.audit_id {
        set(&js, "auditId", id.as_str());
    }
    js.into()
}

/// The JavaScript name of a need.
pub(super) const fn need(need: Need) -> &'static str {
    match need {
        Need::Retry => "retry",
        Need::SignIn => "sign-in",
        Need::Operator => "operator",
        Need::Nothing => "nothing",
    }
}

fn set(target: &JsValue, name: &str, value: &str) {
    // A fresh, extensible object takes every property.
    let _refused = Reflect::set(target, &name.into(), &value.into());
}
