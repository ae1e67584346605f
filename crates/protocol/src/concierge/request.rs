//! The `TokenCredentialRequest`: built from a verified ID token, answered by a credential or by "no".

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::credential::{Arrived, Credential};
use crate::config::ConciergeConfig;
use crate::error::{CredentialFault, Outage, Peer, Reason};
use crate::json::{self, Json, Malformed};
use crate::oidc::id_token::IdToken;
use crate::secret::Secret;
use crate::text::ServerText;
use crate::time::UnixTime;

/// The request's JSON. **Secret**, for it carries the token.
pub(crate) fn build(concierge: &ConciergeConfig, token: &IdToken) -> Secret<Vec<u8>> {
    let suffix = &concierge.api_group_suffix;
    let request = TokenCredentialRequest {
        kind: "TokenCredentialRequest",
        api_version: format!("login.concierge.{suffix}/v1alpha1"),
        metadata: Metadata {
            creation_timestamp: None,
        },
        spec: Spec {
            token: token.raw().secret(),
            authenticator: Authenticator {
                api_group: format!("authentication.concierge.{suffix}"),
                kind: concierge.authenticator.kind.as_str(),
                name: &concierge.authenticator.name,
            },
        },
        status: Status {},
    };
    Secret::new(json::to_text(&request).into_bytes())
}

/// The request of `login.concierge.pinniped.dev/v1alpha1`. **Secret.**
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TokenCredentialRequest<'a> {
    kind: &'static str,
    api_version: String,
    metadata: Metadata,
    spec: Spec<'a>,
    status: Status,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    /// `null` is Go's zero time, which Pinniped's own client sends.
    creation_timestamp: Option<String>,
}

#[derive(Serialize)]
struct Spec<'a> {
    token: &'a str,
    authenticator: Authenticator<'a>,
}

/// A `TypedLocalObjectReference`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Authenticator<'a> {
    api_group: String,
    kind: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct Status {}

/// Reads the answer. Refusal is a *success response* with a message; anything else but 200 and 201 is a `Status`.
pub(crate) fn process(status: u16, body: &[u8]) -> Result<Arrived, Reason> {
    if status != OK && status != CREATED {
        let words = kubernetes_words(body).unwrap_or_default();
        return Err(Reason::Unreachable(
            Peer::Concierge,
            Outage::Status(status, words),
        ));
    }
    read(body)
        .unwrap_or_else(|malformed| Err(Reason::Credential(CredentialFault::Malformed(malformed))))
}

/// Reads a `TokenCredentialRequest`. Its `spec` is not looked at: a Concierge does not send the token back.
fn read(body: &[u8]) -> Result<Result<Arrived, Reason>, Malformed> {
    let json = Json::parse(body)?;
    let status = json.root()?.object("status")?;
    if let Some(message) = status.optional_text("message")? {
        return Ok(Err(Reason::CredentialRefused(ServerText::new(message))));
    }
    let Some(raw) = status.optional_object("credential")? else {
        return Ok(Err(Reason::Credential(CredentialFault::Empty)));
    };
    let key = Secret::new(raw.text("clientKeyData")?.to_owned());
    let announced = raw
        .optional_text("expirationTimestamp")?
        .and_then(UnixTime::parse_rfc3339);
    let credential = Credential::prove(raw.text("clientCertificateData")?, &key, announced);
    Ok(credential.map_err(Reason::Credential))
}

/// The part of a Kubernetes `Status` that a person can use.
fn kubernetes_words(body: &[u8]) -> Option<ServerText> {
    let json = Json::parse(body).ok()?;
    json.root()
        .ok()?
        .optional_text("message")
        .ok()?
        .map(ServerText::new)
}

const OK: u16 = 200;
const CREATED: u16 = 201;
