//! Fields with a fixed set of values, which are written and used alike.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who holds the tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "tokens")]
pub enum TokenMode {
    /// The page, in memory.
    Page,
    /// Cookies that only the gateway can open; the page sees ID tokens.
    Sealed,
}

/// How a confidential client proves itself; OpenID Connect Core §9.
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

/// The two kinds of authenticator that a Concierge has.
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
