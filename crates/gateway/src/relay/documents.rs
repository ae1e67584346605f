//! The issuer's public documents as typed fields; what is not named here is not passed on.

use serde::{Deserialize, Serialize};

/// OpenID Connect Discovery §3, as far as a client of the code flow reads it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Metadata {
    pub(crate) issuer: String,
    pub(crate) authorization_endpoint: String,
    pub(crate) token_endpoint: String,
    pub(crate) jwks_uri: String,
    #[serde(skip_serializing)]
    pub(crate) revocation_endpoint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) end_session_endpoint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authorization_response_iss_parameter_supported: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code_challenge_methods_supported: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token_signing_alg_values_supported: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_types_supported: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scopes_supported: Option<Vec<String>>,
    #[serde(
        rename = "discovery.supervisor.pinniped.dev/v1alpha1",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) supervisor: Option<SupervisorMetadata>,
}

/// The extension by which a Supervisor is recognised.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct SupervisorMetadata {
    #[serde(rename = "pinniped_identity_providers_endpoint")]
    pub(crate) endpoint: String,
}

impl Metadata {
    /// The same issuer, asked through us.
    pub(crate) fn with_endpoints(
        &self,
        token: String,
        keys: String,
        identity_providers: String,
    ) -> Self {
        Self {
            token_endpoint: token,
            jwks_uri: keys,
            supervisor: self.supervisor.as_ref().map(|_| SupervisorMetadata {
                endpoint: identity_providers,
            }),
            ..self.clone()
        }
    }
}

/// The Supervisor's list of upstream identity providers.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct IdentityProviders {
    #[serde(rename = "pinniped_identity_providers", default)]
    providers: Vec<IdentityProvider>,
    #[serde(
        rename = "pinniped_supported_identity_provider_types",
        skip_serializing_if = "Option::is_none"
    )]
    supported_types: Option<Vec<IdentityProviderType>>,
}

#[derive(Debug, Deserialize, Serialize)]
struct IdentityProvider {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    flows: Option<Vec<String>>,
}

#[derive(Debug, Deserialize, Serialize)]
struct IdentityProviderType {
    #[serde(rename = "type")]
    kind: String,
}
