//! A cache in front of the issuer, which answers for its documents while a fault is on.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use super::inner::Inner;
use crate::fault::Fault;

/// The age in seconds of every cached answer, far above any tolerance for clocks.
const AGE_SECONDS: &str = "45";
/// The permission that the cache had from the issuer.
const MAX_AGE: &str = "public, max-age=60";

/// Marks JSON that was fetched with GET as cached. The time of its `Date` follows from `Age`.
pub(super) async fn add_age(
    State(inner): State<Arc<Inner>>,
    request: Request,
    next: Next,
) -> Response {
    let cacheable = request.method().is_safe() && inner.faults.has(Fault::CachedMetadata);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let is_json = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == "application/json");
    if cacheable && is_json {
        headers.insert(header::AGE, HeaderValue::from_static(AGE_SECONDS));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(MAX_AGE));
    }
    response
}
