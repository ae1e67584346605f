//! Fields with a fixed set of values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where the tokens of a session are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "tokens")]
pub enum TokenMode {
    /// In the page's memory.
    Page,
    /// In cookies that only the gateway can decrypt; the page gets ID tokens only.
    Sealed,
}

/// How a confidential client authenticates; OpenID Connect Core §9.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(rename = "clientAuthentication")]
pub enum ClientAuthentication {
    /// In the `Authorization` header.
    #[serde(rename = "client_secret_basic")]
    Basic,
    /// In the body.
    #[serde(rename = "client_secret_post")]
    Post,
}

/// The two kinds of a Concierge's authenticators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "authenticatorType")]
pub enum AuthenticatorType {
    /// `JWTAuthenticator`.
    Jwt,
    /// `WebhookAuthenticator`.
    Webhook,
}

impl AuthenticatorType {
    /// The kind of the Kubernetes object.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Jwt => "JWTAuthenticator",
            Self::Webhook => "WebhookAuthenticator",
        }
    }
}
