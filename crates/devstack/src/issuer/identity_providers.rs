//! The Supervisor's list of upstream identity providers.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::inner::Inner;

/// The types that a Supervisor supports.
const TYPES: [&str; 4] = ["activedirectory", "github", "ldap", "oidc"];

pub(super) async fn show(State(issuer): State<Arc<Inner>>) -> Json<Value> {
    let mut providers = issuer.identity_providers.clone();
    providers.sort_by(|a, b| a.name.cmp(&b.name));
    let list: Vec<Value> = providers
        .iter()
        .map(|provider| {
            json!({"name": provider.name, "type": provider.kind, "flows": provider.flows})
        })
        .collect();
    Json(json!({
        "pinniped_identity_providers": list,
        "pinniped_supported_identity_provider_types": TYPES.map(|kind| json!({"type": kind})),
    }))
}
