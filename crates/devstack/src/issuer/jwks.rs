//! The document that publishes the public half of the signing key (RFC 7517).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::edits::Document;
use super::inner::Inner;

pub(super) async fn show(State(issuer): State<Arc<Inner>>) -> Json<Value> {
    let keys = json!([issuer.keys.public()]);
    Json(json!({"keys": issuer.edits.apply(Document::Keys, keys)}))
}
