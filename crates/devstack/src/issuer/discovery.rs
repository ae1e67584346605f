//! The metadata document (OpenID Connect Discovery 1.0 §4).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::edits::Document;
use super::inner::Inner;
use super::scopes;
use crate::script::IssuerProfile;

/// The member by which clients recognise a Supervisor.
const SUPERVISOR: &str = "discovery.supervisor.pinniped.dev/v1alpha1";

pub(super) async fn show(State(issuer): State<Arc<Inner>>) -> Json<Value> {
    let mut document = json!({
        "issuer": issuer.url,
        "authorization_endpoint": issuer.endpoint("/oauth2/authorize"),
        "token_endpoint": issuer.endpoint("/oauth2/token"),
        "jwks_uri": issuer.endpoint("/jwks.json"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "code_challenge_methods_supported": ["S256"],
    });
    let profile = match issuer.profile {
        IssuerProfile::Supervisor => json!({
            "response_modes_supported": ["query", "form_post"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "scopes_supported": scopes::SUPERVISOR,
            "claims_supported": ["username", "groups", "additionalClaims"],
            SUPERVISOR: {
                "pinniped_identity_providers_endpoint":
                    issuer.endpoint("/v1alpha1/pinniped_identity_providers"),
            },
        }),
        IssuerProfile::Plain => json!({
            "response_modes_supported": ["query"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "none"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "scopes_supported": scopes::PLAIN,
            "claims_supported": ["sub", "email", "username", "groups"],
            "authorization_response_iss_parameter_supported": true,
        }),
        IssuerProfile::Dex => json!({
            "response_modes_supported": ["query"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "code_challenge_methods_supported": ["S256", "plain"],
            "scopes_supported": scopes::DEX,
            "claims_supported": [
                "iss", "sub", "aud", "iat", "exp", "email", "email_verified", "locale", "name",
                "preferred_username", "at_hash",
            ],
        }),
        IssuerProfile::Vault => json!({
            "response_modes_supported": ["query"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "none"],
            "grant_types_supported": ["authorization_code"],
            "scopes_supported": scopes::PLAIN,
            "claims_supported": ["sub", "email", "username", "groups"],
            "request_parameter_supported": false,
            "request_uri_parameter_supported": false,
        }),
    };
    merge(&mut document, profile);
    Json(issuer.edits.apply(Document::Metadata, document))
}

fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}
