//! Error responses of the control server: a sentence, and the valid names.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Why a request was rejected.
pub(super) enum ControlError {
    /// A web page sent it.
    FromAPage,
    /// `Host` is not this server.
    ForeignHost,
    /// The stack has been dropped.
    StackIsGone,
    /// The body is invalid.
    Body(String),
    /// A path or a body contains an unknown name.
    Unknown {
        what: &'static str,
        known: Vec<String>,
    },
}

impl ControlError {
    pub(super) fn unknown(what: &'static str, known: impl IntoIterator<Item = String>) -> Self {
        let known = known.into_iter().collect();
        Self::Unknown { what, known }
    }
}

impl IntoResponse for ControlError {
    fn into_response(self) -> Response {
        let forbidden = StatusCode::FORBIDDEN;
        let (status, error, known) = match self {
            Self::FromAPage => (
                forbidden,
                "Requests from web pages are not allowed.".to_owned(),
                None,
            ),
            Self::ForeignHost => (
                forbidden,
                "The Host header does not name this server.".to_owned(),
                None,
            ),
            Self::StackIsGone => {
                let text = "The servers have been stopped.".to_owned();
                (StatusCode::SERVICE_UNAVAILABLE, text, None)
            }
            Self::Body(text) => (StatusCode::BAD_REQUEST, text, None),
            Self::Unknown { what, known } => {
                let text = format!("There is no such {what}.");
                (StatusCode::NOT_FOUND, text, Some(known))
            }
        };
        let mut body = json!({ "error": error });
        if let Some(known) = known {
            body["known"] = known.into();
        }
        (status, Json(body)).into_response()
    }
}

pub(super) async fn no_such_path() -> ControlError {
    let known = ["/", "/faults/{name}", "/clocks/{server}", "/users/{name}"];
    ControlError::unknown("path", known.map(str::to_owned))
}
