//! Faults that make the whole issuer unavailable.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::inner::Inner;
use crate::fault::Fault;
use crate::serve::Disconnect;

pub(super) async fn down(
    State(inner): State<Arc<Inner>>,
    Extension(disconnect): Extension<Disconnect>,
    request: Request,
    next: Next,
) -> Response {
    if inner.faults.cut_connections() {
        return disconnect.now().await;
    }
    if inner.faults.has(Fault::IssuerDown) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    next.run(request).await
}
