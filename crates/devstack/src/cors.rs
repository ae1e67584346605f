//! CORS headers for one configured origin; for none by default.

use std::sync::{Arc, PoisonError, RwLock};

use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// The origin that may read responses. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cors(Arc<RwLock<Option<String>>>);

const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, OPTIONS");
const HEADERS: HeaderValue = HeaderValue::from_static("Accept, Authorization, Content-Type");

impl Cors {
    pub(crate) fn set(&self, origin: Option<String>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = origin;
    }

    fn allows(&self, origin: &HeaderValue) -> bool {
        let allowed = self.0.read().unwrap_or_else(PoisonError::into_inner);
        allowed
            .as_ref()
            .is_some_and(|allowed| allowed.as_bytes() == origin.as_bytes())
    }
}

/// The origin that may read responses, and the response headers that it may read.
#[derive(Clone)]
pub(crate) struct CorsPolicy {
    pub(crate) cors: Cors,
    /// The value of `Access-Control-Expose-Headers`.
    pub(crate) exposed_headers: Option<&'static str>,
}

/// Answers preflight requests of the configured origin, and adds CORS headers to its responses.
pub(crate) async fn allow_origin(
    State(policy): State<CorsPolicy>,
    request: Request,
    next: Next,
) -> Response {
    let origin = request.headers().get(header::ORIGIN).cloned();
    let Some(origin) = origin.filter(|origin| policy.cors.allows(origin)) else {
        return next.run(request).await;
    };
    let is_preflight = request.method() == Method::OPTIONS
        && request
            .headers()
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if is_preflight {
        StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(names) = policy.exposed_headers {
        let names = HeaderValue::from_static(names);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, names);
    }
    if is_preflight {
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
    }
    response
}
