//! A Concierge: exchanges a valid ID token for a client certificate that is valid for five minutes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::certificate::{Mint, rfc3339};
use super::wire::ServerResponse;

/// Handles a `TokenCredentialRequest`; `now` is the Concierge's clock in seconds. Also returns whether it issued.
pub(crate) fn answer(body: &[u8], audience: &str, now: i64, mint: &Mint) -> (ServerResponse, bool) {
    let token = serde_json::from_slice::<Value>(body)
        .ok()
        .and_then(|request| request["spec"]["token"].as_str().map(str::to_owned));
    if !token.is_some_and(|token| is_believed(&token, audience, now)) {
        let refusal = json!({"message": "authentication failed"});
        return (with_status(&refusal), false);
    }
    let not_after = now + LIFETIME_SECS;
    let status = json!({
        "credential": {
            "expirationTimestamp": rfc3339(not_after),
            "clientCertificateData": mint.certificate(now - BACKDATED_SECS, not_after),
            "clientKeyData": mint.key_pem(),
        },
    });
    (with_status(&status), true)
}

/// Refusal and success are both 201, and the returned `spec` is empty.
fn with_status(status: &Value) -> ServerResponse {
    let body = json!({
        "kind": "TokenCredentialRequest",
        "apiVersion": "login.concierge.pinniped.dev/v1alpha1",
        "metadata": {"creationTimestamp": null},
        "spec": {},
        "status": status,
    });
    ServerResponse::json(201, &body)
}

/// Whether the authenticator accepts the token: audience and expiry. The signature is not verified.
fn is_believed(token: &str, audience: &str, now: i64) -> bool {
    let claims = token
        .split('.')
        .nth(1)
        .and_then(|part| URL_SAFE_NO_PAD.decode(part).ok())
        .and_then(|json| serde_json::from_slice::<Value>(&json).ok());
    let Some(claims) = claims else {
        return false;
    };
    let is_meant = match &claims["aud"] {
        Value::String(one) => one == audience,
        Value::Array(several) => several.iter().any(|one| one == audience),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    };
    is_meant && claims["exp"].as_i64().is_some_and(|end| now < end)
}

/// Pinniped's constant.
pub(crate) const LIFETIME_SECS: i64 = 300;
/// Certificates are backdated by this.
const BACKDATED_SECS: i64 = 300;
