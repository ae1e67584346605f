//! Failures as JSON, of which the package makes `Error`s with a `code` to branch on.

use haulout_protocol::Error;
use haulout_protocol::error::{ConfigFault, Reason};
use haulout_protocol::json::write::Object;
use wasm_bindgen::JsValue;

/// `{code, need, message, auditId?}`. The message is for logs and contains no secret.
pub(super) fn object(error: &Error) -> Object {
    Object::default()
        .with("code", error.code().as_str())
        .with("need", error.need().as_str())
        .with("message", &error.to_string())
        .with("auditId", error.audit_id.as_ref().map(|id| id.as_str()))
}

/// What is thrown.
pub(super) fn thrown(error: &Error) -> JsValue {
    object(error).finish().into()
}

/// The complaint about an argument, which is part of how a host has set us up.
pub(super) fn fault(field: &str, reason: &str) -> JsValue {
    let fault = ConfigFault {
        field: field.into(),
        reason: reason.into(),
    };
    thrown(&Reason::Config(fault).into())
}
