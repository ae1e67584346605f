//! The documents of a Concierge and an API server, in as many types as there are shapes.

use serde::{Deserialize, Serialize};

use crate::secret::Secret;

/// The one field that is taken from the page's request.
#[derive(Deserialize)]
pub(super) struct Asked {
    pub(super) spec: AskedSpec,
}

#[derive(Deserialize)]
pub(super) struct AskedSpec {
    pub(super) token: Secret,
}

#[derive(Deserialize)]
pub(super) struct Answered {
    pub(super) status: AnsweredStatus,
}

#[derive(Default, Deserialize, Serialize)]
pub(super) struct AnsweredStatus {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) credential: Option<Credential>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<String>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Credential {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expiration_timestamp: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) client_certificate_data: Option<Secret>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) client_key_data: Option<Secret>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) token: Option<Secret>,
}

/// What is asked of a Concierge, and what the page is answered (`login.concierge.pinniped.dev/v1alpha1`).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TokenCredentialRequest<'a, Spec, Status> {
    pub(super) kind: &'static str,
    pub(super) api_version: &'a str,
    pub(super) metadata: Metadata,
    pub(super) spec: &'a Spec,
    pub(super) status: &'a Status,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Metadata {
    /// Null, as Go writes a time that was never set.
    pub(super) creation_timestamp: (),
}

#[derive(Serialize)]
pub(super) struct Spec<'a> {
    pub(super) token: &'a Secret,
    pub(super) authenticator: Authenticator<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Authenticator<'a> {
    pub(super) api_group: &'a str,
    pub(super) kind: &'static str,
    pub(super) name: &'a str,
}

/// An object without members.
#[derive(Serialize)]
pub(super) struct Nothing {}

/// The `Status` object with which Kubernetes reports a failure.
#[derive(Deserialize)]
pub(super) struct KubernetesStatus {
    pub(super) kind: String,
    pub(super) message: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) code: Option<u16>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Version {
    pub(super) git_version: String,
}
