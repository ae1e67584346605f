//! Error responses of an API server: Kubernetes' `Status` object.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Value, json};

/// An error in the API's field order.
#[derive(Serialize)]
struct Status<'a> {
    kind: &'static str,
    #[serde(rename = "apiVersion")]
    api_version: &'static str,
    metadata: Value,
    status: &'static str,
    message: &'a str,
    reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Value>,
    code: u16,
}

pub(crate) fn unauthorized() -> Response {
    status(
        StatusCode::UNAUTHORIZED,
        "Unauthorized",
        "Unauthorized",
        None,
    )
}

pub(crate) fn forbidden(message: &str, details: Value) -> Response {
    status(StatusCode::FORBIDDEN, "Forbidden", message, Some(details))
}

pub(crate) fn not_found() -> Response {
    let message = "the server could not find the requested resource";
    status(StatusCode::NOT_FOUND, "NotFound", message, Some(json!({})))
}

pub(crate) fn bad_request(message: &str) -> Response {
    status(StatusCode::BAD_REQUEST, "BadRequest", message, None)
}

pub(crate) fn unavailable() -> Response {
    let message = "the server is currently unable to handle the request";
    status(
        StatusCode::SERVICE_UNAVAILABLE,
        "ServiceUnavailable",
        message,
        None,
    )
}

/// `seconds` is the value of `Retry-After`.
pub(crate) fn too_many_requests(seconds: u32) -> Response {
    let message = "Too many requests, please try again later.";
    let mut response = status(
        StatusCode::TOO_MANY_REQUESTS,
        "TooManyRequests",
        message,
        Some(json!({"retryAfterSeconds": seconds})),
    );
    let headers = response.headers_mut();
    headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

pub(crate) fn invalid(message: &str, details: Value) -> Response {
    status(
        StatusCode::UNPROCESSABLE_ENTITY,
        "Invalid",
        message,
        Some(details),
    )
}

/// JSON with a final line break, as Kubernetes' serializer writes it.
pub(crate) fn kubernetes_json(code: StatusCode, object: &impl Serialize) -> Response {
    match serde_json::to_string(object) {
        Ok(mut body) => {
            body.push('\n');
            let headers = [
                (header::CONTENT_TYPE, "application/json"),
                (header::CACHE_CONTROL, "no-cache, private"),
            ];
            (code, headers, body).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn status(
    code: StatusCode,
    reason: &'static str,
    message: &str,
    details: Option<Value>,
) -> Response {
    let object = Status {
        kind: "Status",
        api_version: "v1",
        metadata: json!({}),
        status: "Failure",
        message,
        reason,
        details,
        code: code.as_u16(),
    };
    kubernetes_json(code, &object)
}
