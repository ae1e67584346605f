//! The `TokenCredentialRequest`: built from a verified ID token, answered by a credential or by "no".

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::vec::Vec;

use super::credential::{Arrived, Credential};
use crate::config::ConciergeConfig;
use crate::error::{CredentialFault, Outage, Peer, Reason};
use crate::json::write::{Null, Object};
use crate::json::{Json, Malformed};
use crate::oidc::id_token::IdToken;
use crate::secret::Secret;
use crate::text::ServerText;
use crate::time::UnixTime;

/// The request's JSON. **Secret**, for it carries the token.
pub(crate) fn build(concierge: &ConciergeConfig, token: &IdToken) -> Secret<Vec<u8>> {
    let suffix = &concierge.api_group_suffix;
    let api_version = format!("login.concierge.{suffix}/v1alpha1");
    let api_group = format!("authentication.concierge.{suffix}");
    let authenticator = Object::default()
        .with("apiGroup", &api_group)
        .with("kind", concierge.authenticator.kind.as_str())
        .with("name", &concierge.authenticator.name);
    let spec = Object::default()
        .with("token", token.raw())
        .with("authenticator", authenticator);
    let request = Object::default()
        .with("kind", KIND)
        .with("apiVersion", &api_version)
        // Go's zero time, which Pinniped's own client sends.
        .with("metadata", Object::default().with("creationTimestamp", Null))
        .with("spec", spec)
        .with("status", Object::default());
    Secret::new(request.finish().into_bytes())
}

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

const KIND: &str = "TokenCredentialRequest";
const OK: u16 = 200;
const CREATED: u16 = 201;
