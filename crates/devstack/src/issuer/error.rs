//! OAuth error responses: the member `error`, and `error_description` unless it is empty.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// An error in the shape of RFC 6749 §5.2.
#[derive(Debug)]
pub(crate) struct OAuthError {
    pub(super) status: StatusCode,
    pub(crate) error: &'static str,
    pub(crate) description: String,
}

impl OAuthError {
    pub(crate) fn new(status: StatusCode, error: &'static str, description: &str) -> Self {
        Self {
            status,
            error,
            description: description.to_owned(),
        }
    }

    pub(crate) fn invalid_request(description: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", description)
    }

    pub(crate) fn invalid_grant(description: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_grant", description)
    }

    pub(crate) fn invalid_client(description: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", description)
    }

    /// Dex's name for an `invalid_grant`, with its own description.
    pub(super) fn in_dex_terms(self, description: &str) -> Self {
        if self.error == "invalid_grant" {
            return Self::invalid_request(description);
        }
        self
    }

    pub(crate) fn access_denied(description: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "access_denied", description)
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let headers = [
            (header::CACHE_CONTROL, "no-store"),
            (header::PRAGMA, "no-cache"),
        ];
        let mut body = json!({"error": self.error});
        if !self.description.is_empty() {
            body["error_description"] = self.description.into();
        }
        (self.status, headers, Json(body)).into_response()
    }
}
