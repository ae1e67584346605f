//! The headers of an upstream's response that the page gets: its clock, audit id, warnings and retry time.

use axum::http::header::{AGE, DATE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER, WARNING};

/// Selects the headers to forward.
pub(crate) fn select(upstream: &HeaderMap) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for name in [DATE, AGE, AUDIT_ID, RETRY_AFTER] {
        if let Some(value) = upstream
            .get(&name)
            .filter(|value| value.len() <= VALUE_BYTES_MAX)
        {
            headers.insert(name, value.clone());
        }
    }
    for value in upstream.get_all(WARNING).iter().take(WARNINGS_MAX) {
        if value.len() <= VALUE_BYTES_MAX {
            headers.append(WARNING, value.clone());
        }
    }
    // Without the upstream's `Date` the server adds the gateway's; `Age` tells the page not to use it as the upstream's
    // clock.
    if !headers.contains_key(DATE) && !headers.contains_key(AGE) {
        headers.insert(AGE, HeaderValue::from_static("0"));
    }
    headers
}

/// The headers of a document that was cached `seconds` ago.
pub(crate) fn for_cached(seconds: u64) -> HeaderMap {
    HeaderMap::from_iter([(AGE, HeaderValue::from(seconds))])
}

/// The audit id, if it is text.
pub(crate) fn audit_id(headers: &HeaderMap) -> Option<&str> {
    headers.get(&AUDIT_ID).and_then(|value| value.to_str().ok())
}

/// The id of a request in the audit logs of Kubernetes and Pinniped.
const AUDIT_ID: HeaderName = HeaderName::from_static("audit-id");
/// Bytes; a Supervisor's warnings list groups and are the longest of these values.
const VALUE_BYTES_MAX: usize = 1024;
/// A Supervisor sends one for added and one for removed groups.
const WARNINGS_MAX: usize = 4;
