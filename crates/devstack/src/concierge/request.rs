//! The `TokenCredentialRequest` endpoint, with the same responses as the real one.

use std::future::pending;
use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Concierge;
use super::authority::{IssuedCertificate, rfc3339};
use crate::fault::{Fault, OVERSIZED_BYTES};
use crate::record::Note;
use crate::replica::ServingReplica;
use crate::serve::Disconnect;
use crate::status;
use crate::truncated::truncated;

const KIND: &str = "TokenCredentialRequest";
/// The message of every refusal. Like the real Concierge, it does not reveal the reason.
const REFUSAL: &str = "authentication failed";
/// The aggregation layer's text for a service without a running pod, which is not a `Status` object.
const UNREACHABLE: &str =
    "error trying to reach service: dial tcp 10.96.14.203:443: connect: connection refused";
/// The `Retry-After` of an overloaded API server, in seconds.
const RETRY_AFTER_429: u32 = 1;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestBody {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    api_version: String,
    #[serde(default)]
    spec: Spec,
}

#[derive(Default, Deserialize)]
struct Spec {
    #[serde(default)]
    token: String,
    #[serde(default)]
    authenticator: Reference,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reference {
    #[serde(default)]
    api_group: Option<String>,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    name: String,
}

/// The response in the API's field order. It does not repeat the request's `spec`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResponseBody {
    kind: &'static str,
    api_version: String,
    metadata: serde_json::Value,
    spec: serde_json::Value,
    status: Outcome,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Outcome {
    Credential(Credential),
    Message(String),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Credential {
    expiration_timestamp: String,
    client_certificate_data: String,
    client_key_data: String,
}

pub(super) async fn create(
    State(concierge): State<Arc<Concierge>>,
    Extension(replica): Extension<ServingReplica>,
    Extension(disconnect): Extension<Disconnect>,
    body: Bytes,
) -> Response {
    let faults = &concierge.faults;
    if faults.has(Fault::ConciergeHangs) {
        return pending().await;
    }
    if faults.has(Fault::Concierge503) {
        return status::unavailable();
    }
    if faults.has(Fault::ConciergeAbsent) {
        return (StatusCode::SERVICE_UNAVAILABLE, UNREACHABLE).into_response();
    }
    if faults.has(Fault::Concierge429) {
        return status::too_many_requests(RETRY_AFTER_429);
    }
    let response = concierge.answer(&replica, &body).await;
    if faults.has(Fault::ConciergeSlow) {
        tokio::time::sleep(concierge.slowness).await;
    }
    if faults.has(Fault::ConciergeTruncated) {
        return truncated(response, disconnect).await;
    }
    response
}

impl Concierge {
    async fn answer(&self, replica: &ServingReplica, body: &[u8]) -> Response {
        let incoming: RequestBody = match serde_json::from_slice(body) {
            Ok(incoming) => incoming,
            Err(_) => {
                return status::bad_request(
                    "the object provided is not valid JSON of the expected type",
                );
            }
        };
        if let Some(refusal) = self.validation_error(&incoming) {
            return refusal;
        }
        let (outcome, note) = match self.credential(&incoming.spec, replica).await {
            Ok(issued) => (Outcome::Credential(issued.into()), None),
            Err(reason) => (Outcome::Message(REFUSAL.to_owned()), Some(Note(reason))),
        };
        let mut response = self.created(outcome);
        if let Some(note) = note {
            response.extensions_mut().insert(note);
        }
        response
    }

    /// The error response to an invalid request. The token is not verified yet.
    fn validation_error(&self, incoming: &RequestBody) -> Option<Response> {
        let group = self.login_group();
        let version = format!("{group}/v1alpha1");
        if incoming.kind != KIND || incoming.api_version != version {
            let message =
                format!("the object provided is unrecognized: expected {KIND} of {version}");
            return Some(status::bad_request(&message));
        }
        if incoming.spec.token.is_empty() {
            let required = "Required value: token must be supplied";
            let message = format!(".{group} \"\" is invalid: spec.token.value: {required}");
            let details = json!({
                "group": group,
                "causes": [{
                    "reason": "FieldValueRequired",
                    "message": required,
                    "field": "spec.token.value",
                }],
            });
            return Some(status::invalid(&message, details));
        }
        None
    }

    async fn credential(
        &self,
        spec: &Spec,
        replica: &ServingReplica,
    ) -> Result<IssuedCertificate, &'static str> {
        if self.faults.has(Fault::ConciergeRefuses) {
            return Err("refused by a fault");
        }
        let wanted = &spec.authenticator;
        let group = self.authentication_group();
        let known = wanted.api_group.as_deref() == Some(group.as_str())
            && wanted.kind == "JWTAuthenticator"
            && wanted.name == self.authenticator;
        if !known {
            return Err("no such authenticator");
        }
        let now = replica.arrived;
        let identity = self.verifier.verify(&spec.token, now).await?;
        let lifetimes = &self.lifetimes;
        self.authority
            .issue(
                &identity,
                now - lifetimes.backdate,
                now + lifetimes.certificate,
            )
            .map_err(|_| "the certificate could not be issued")
    }

    fn created(&self, outcome: Outcome) -> Response {
        let outcome = if self.faults.has(Fault::ConciergeOversized) {
            Outcome::Message("x".repeat(OVERSIZED_BYTES))
        } else {
            outcome
        };
        if self.faults.has(Fault::ConciergeMalformed) {
            let kind = [(header::CONTENT_TYPE, "application/json")];
            let cut = format!(r#"{{"kind":"{KIND}","status":{{"#);
            return (StatusCode::CREATED, kind, cut).into_response();
        }
        let answer = ResponseBody {
            kind: KIND,
            api_version: format!("{}/v1alpha1", self.login_group()),
            metadata: json!({"creationTimestamp": null}),
            // Go encodes a reference without a value like this.
            spec: json!({"authenticator": {"apiGroup": null, "kind": "", "name": ""}}),
            status: outcome,
        };
        status::kubernetes_json(StatusCode::CREATED, &answer)
    }
}

impl From<IssuedCertificate> for Credential {
    fn from(issued: IssuedCertificate) -> Self {
        Self {
            expiration_timestamp: rfc3339(issued.not_after),
            client_certificate_data: issued.certificate_pem,
            client_key_data: issued.key_pem,
        }
    }
}
