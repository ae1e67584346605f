//! The `TokenCredentialRequest`: built from a verified ID token, answered by a credential or by "no".

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::credential::Credential;
use crate::config::ConciergeConfig;
use crate::error::{CredentialFault, Outage, Peer, Reason};
use crate::json;
use crate::oidc::id_token::IdToken;
use crate::secret::Secret;
use crate::text::ServerText;
use crate::time::UnixTime;

/// The request's JSON. **Secret**, for it carries the token.
pub(crate) fn build(concierge: &ConciergeConfig, token: &IdToken) -> Secret<Vec<u8>> {
    let suffix = &concierge.api_group_suffix;
    let request = RequestBody {
        kind: KIND,
        api_version: &format!("login.concierge.{suffix}/v1alpha1"),
        metadata: Metadata {
            creation_timestamp: None,
        },
        spec: Spec {
            token: token.raw().secret(),
            authenticator: AuthenticatorReference {
                api_group: &format!("authentication.concierge.{suffix}"),
                kind: concierge.authenticator.kind.as_str(),
                name: &concierge.authenticator.name,
            },
        },
        status: Empty {},
    };
    Secret::new(
        serde_json::to_vec(&request).expect("strings and structs of strings always serialise"),
    )
}

/// Reads the answer. Refusal is a *success response* with a message; anything else but 200 and 201 is a `Status`.
///
/// `now` is the Concierge's clock, as far as it is known, against which the credential must still be alive.
pub(crate) fn process(status: u16, body: &[u8], now: UnixTime) -> Result<Credential, Reason> {
    if status != OK && status != CREATED {
        let words: KubernetesStatus = json::from_slice(body).unwrap_or_default();
        return Err(Reason::Unreachable(
            Peer::Concierge,
            Outage::Status(status, ServerText::new(&words.message)),
        ));
    }
    let answer: Answer = json::from_slice(body)
        .map_err(|error| Reason::Credential(CredentialFault::Malformed(error)))?;
    match (answer.status.credential, answer.status.message) {
        (_, Some(message)) => Err(Reason::CredentialRefused(ServerText::new(&message))),
        (None, None) => Err(Reason::Credential(CredentialFault::Empty)),
        (Some(raw), None) => {
            let key = Secret::new(raw.client_key_data);
            let announced = raw
                .expiration_timestamp
                .as_deref()
                .and_then(UnixTime::parse_rfc3339);
            Credential::prove(&raw.client_certificate_data, &key, announced, now)
                .map_err(Reason::Credential)
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestBody<'a> {
    kind: &'static str,
    api_version: &'a str,
    metadata: Metadata,
    spec: Spec<'a>,
    status: Empty,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    /// Always null: Go's zero time, which Pinniped's own client sends.
    creation_timestamp: Option<&'static str>,
}

#[derive(Serialize)]
struct Spec<'a> {
    token: &'a str,
    authenticator: AuthenticatorReference<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AuthenticatorReference<'a> {
    api_group: &'a str,
    kind: &'static str,
    name: &'a str,
}

#[derive(Serialize)]
struct Empty {}

#[derive(Deserialize)]
struct Answer {
    status: AnswerStatus,
}

#[derive(Deserialize)]
struct AnswerStatus {
    credential: Option<RawCredential>,
    message: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawCredential {
    client_certificate_data: String,
    client_key_data: String,
    expiration_timestamp: Option<String>,
}

/// The part of a Kubernetes `Status` that a person can use.
#[derive(Default, Deserialize)]
struct KubernetesStatus {
    #[serde(default)]
    message: String,
}

const KIND: &str = "TokenCredentialRequest";
const OK: u16 = 200;
const CREATED: u16 = 201;
