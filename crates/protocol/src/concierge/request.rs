//! The `TokenCredentialRequest`: built from a verified ID token; the answer is a credential or a message.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::certificate::Certificate;
use super::credential::{Credential, UncheckedCredential};
use crate::config::ConciergeConfig;
use crate::error::{CredentialError, Reason};
use crate::json::{self, Json, JsonError};
use crate::oidc::id_token::IdToken;
use crate::secret::{self, Secret};
use crate::text::ServerText;
use crate::time::UnixTime;

/// The request's JSON. **Secret**, because it contains the token.
pub(crate) fn build(concierge: &ConciergeConfig, token: &IdToken) -> Secret<Vec<u8>> {
    let authenticator = &concierge.authenticator;
    let request = TokenCredentialRequest::new(
        &concierge.api_group_suffix,
        (authenticator.kind.as_str(), &authenticator.name),
        token.raw().secret(),
    );
    Secret::new(json::to_text(&request).into_bytes())
}

/// The resource's path relative to a Concierge's endpoint.
#[must_use]
pub fn request_path(group_suffix: &str) -> String {
    format!("apis/login.concierge.{group_suffix}/v1alpha1/tokencredentialrequests")
}

/// The request and response of a Concierge (`login.concierge.pinniped.dev/v1alpha1`). **Secret.**
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenCredentialRequest<'a> {
    kind: &'static str,
    api_version: String,
    metadata: Metadata,
    spec: Spec<'a>,
    status: TokenCredentialRequestStatus,
}

impl<'a> TokenCredentialRequest<'a> {
    /// Requests a credential from the authenticator of this kind and name.
    #[must_use]
    pub fn new(group_suffix: &str, (kind, name): (&'a str, &'a str), token: &'a str) -> Self {
        let authenticator = Authenticator {
            api_group: format!("authentication.concierge.{group_suffix}"),
            kind,
            name,
        };
        Self {
            spec: Spec {
                token: Some(token),
                authenticator: Some(authenticator),
            },
            ..Self::answer(group_suffix, TokenCredentialRequestStatus::default())
        }
    }

    /// The response, without the token.
    #[must_use]
    pub fn answer(group_suffix: &str, status: TokenCredentialRequestStatus) -> Self {
        Self {
            kind: "TokenCredentialRequest",
            api_version: format!("login.concierge.{group_suffix}/v1alpha1"),
            metadata: Metadata {
                creation_timestamp: (),
            },
            spec: Spec::default(),
            status,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    /// `null` is Go's zero time, as in Pinniped's own client.
    creation_timestamp: (),
}

#[derive(Default, Serialize)]
struct Spec<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authenticator: Option<Authenticator<'a>>,
}

/// A `TypedLocalObjectReference`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Authenticator<'a> {
    api_group: String,
    kind: &'a str,
    name: &'a str,
}

/// A Concierge's response before validation.
#[derive(Debug, Default, Serialize)]
pub struct TokenCredentialRequestStatus {
    /// The credential; none if there is a message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential: Option<ClusterCredential>,
    /// Why there is no credential.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// A client certificate with its key, as received.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClusterCredential {
    /// When the certificate expires, in RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration_timestamp: Option<String>,
    /// PEM.
    pub client_certificate_data: String,
    /// PEM. **Secret.**
    #[serde(serialize_with = "secret::in_clear")]
    pub client_key_data: Secret<String>,
}

impl ClusterCredential {
    /// Validates that certificate and key are well-formed and belong together, and returns the certificate.
    ///
    /// # Errors
    /// The reason.
    pub fn certificate(&self) -> Result<Certificate, CredentialError> {
        self.prove().map(UncheckedCredential::into_certificate)
    }

    fn prove(&self) -> Result<UncheckedCredential, CredentialError> {
        let announced = self.expiration_timestamp.as_deref();
        Credential::prove(
            &self.client_certificate_data,
            &self.client_key_data,
            announced.and_then(UnixTime::parse_rfc3339),
        )
    }
}

impl TokenCredentialRequestStatus {
    /// Reads a response with status 200 or 201. Its `spec` is ignored: a Concierge does not send the token back.
    ///
    /// # Errors
    /// It is not a `TokenCredentialRequest`.
    pub fn parse(body: &[u8]) -> Result<Self, Reason> {
        Self::read(body).map_err(|fault| Reason::Credential(CredentialError::Malformed(fault)))
    }

    fn read(body: &[u8]) -> Result<Self, JsonError> {
        let json = Json::parse(body)?;
        let status = json.root()?.object("status")?;
        let message = status.text_if_any("message").map(ToOwned::to_owned);
        let credential = match &message {
            Some(_) => None,
            None => status.optional_object("credential")?,
        };
        let credential = credential.map(|raw| {
            Ok(ClusterCredential {
                expiration_timestamp: raw
                    .text_if_any("expirationTimestamp")
                    .map(ToOwned::to_owned),
                client_certificate_data: raw.text("clientCertificateData")?.to_owned(),
                client_key_data: Secret::new(raw.text("clientKeyData")?.to_owned()),
            })
        });
        Ok(Self {
            credential: credential.transpose()?,
            message,
        })
    }
}

/// Reads a response with status 200 or 201. A refusal is such a response, too, with a message.
pub(crate) fn process(body: &[u8]) -> Result<UncheckedCredential, Reason> {
    let answer = TokenCredentialRequestStatus::parse(body)?;
    if let Some(message) = answer.message {
        return Err(Reason::CredentialRefused(ServerText::new(&message)));
    }
    let credential = answer.credential.ok_or(CredentialError::Empty);
    credential
        .and_then(|credential| credential.prove())
        .map_err(Reason::Credential)
}
