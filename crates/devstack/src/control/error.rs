//! What the control server does not do, and why: a sentence, and the names that it knows.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Why a request was not carried out.
pub(super) enum ControlError {
    /// A browser sent it on behalf of a page.
    FromAPage,
    /// It was sent to another host's name.
    ForeignHost,
    /// The servers were stopped.
    StackIsGone,
    /// The body is not what it should be.
    Body(String),
    /// A path or a body names something that is not there.
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
            Self::FromAPage => (forbidden, "Pages may not ask.".to_owned(), None),
            Self::ForeignHost => (forbidden, "This is not that host.".to_owned(), None),
            Self::StackIsGone => {
                let text = "The servers were stopped.".to_owned();
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
