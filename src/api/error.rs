//! Errors as JSON, from which the package makes `Error`s with a `code`.

use haulout_protocol::Error;

use super::object::Object;

/// `{code, need, message, auditId?}`. The message is for logs and contains no secret.
pub(super) fn object(error: &Error) -> Object {
    Object::default()
        .with("code", error.code().as_str())
        .with("need", error.need().as_str())
        .with("message", error.to_string())
        .with("auditId", error.audit_id.as_ref().map(|id| id.as_str()))
}

/// `{error}`, in place of the value that the caller requested.
pub(super) fn answer(error: &Error) -> Object {
    Object::default().with("error", object(error))
}
