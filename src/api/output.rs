//! What a machine wants done, as JSON.

use haulout_protocol::base64;
use haulout_protocol::http::{Care, Request};
use haulout_protocol::json::write::{List, Object};
use haulout_protocol::oidc::signature::SignatureCheck;
use haulout_protocol::output::Output;

use super::snapshot;

/// `{type, …}` of anything but a signature.
pub(super) fn object(output: &Output) -> Object {
    let object = Object::default();
    match output {
        Output::Send(request) => send(request),
        Output::CheckSignature(_) => object,
        Output::Remember(login) => object
            .with("type", "remember")
            .with("pending", &login.to_json()),
        Output::Navigate(url) => object.with("type", "navigate").with("url", url),
        Output::ReplaceUrl(url) => object.with("type", "replace-url").with("url", url),
        Output::Emit(event) => object
            .with("type", "event")
            .with("event", snapshot::event(event)),
    }
}

/// `{type: 'send', id, method, url, headers, body?, bodyMax, limitMillis, care}`. **Secret.**
fn send(request: &Request) -> Object {
    let headers = request.headers.iter();
    let headers = headers.fold(Object::default(), |all, (name, value)| {
        all.with(name, value)
    });
    // Forms and JSON: our own, and text.
    let body = request.body.as_ref();
    let body = body.and_then(|body| std::str::from_utf8(body.secret()).ok());
    let care = match request.care {
        Care::Abortable => "abortable",
        Care::Finish => "finish",
        Care::FinishInTurn => "finish-in-turn",
    };
    Object::default()
        .with("type", "send")
        .with("id", u64::from(request.id.number()))
        .with("method", request.method.as_str())
        .with("url", &request.url)
        .with("headers", headers)
        .with("body", body)
        .with("bodyMax", request.body_max as u64)
        .with("limitMillis", request.limit.as_millis())
        .with("care", care)
}

/// `{type: 'check-signature', id, algorithm, keys, message, signature}`. **Secret**: message and signature are the token.
pub(super) fn check(id: u32, check: &SignatureCheck) -> Object {
    // A token's first two parts are base64 and a dot.
    let message = std::str::from_utf8(&check.message).unwrap_or_default();
    Object::default()
        .with("type", "check-signature")
        .with("id", u64::from(id))
        .with("algorithm", check.algorithm.as_str())
        .with(
            "keys",
            List::of(check.keys.iter().map(|key| key.to_object())),
        )
        .with("message", message)
        .with("signature", &base64::encode_url(&check.signature))
}
