//! Keeps web pages out of the control server.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::error::ControlError;

/// Names the relation between the page and the target of a request. Only browsers send it, and pages cannot change it.
const FETCH_SITE: &str = "sec-fetch-site";

pub(super) async fn refuse_pages(
    State(port): State<u16>,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    if comes_from_a_page(headers) {
        return ControlError::FromAPage.into_response();
    }
    // DNS rebinding: another site's host name that resolves to this address would be same-origin.
    if !names_this_computer(headers, port) {
        return ControlError::ForeignHost.into_response();
    }
    next.run(request).await
}

fn comes_from_a_page(headers: &HeaderMap) -> bool {
    // A URL that is typed into the address bar has no initiating site.
    let for_a_site = |site: &header::HeaderValue| site.as_bytes() != b"none";
    headers.contains_key(header::ORIGIN) || headers.get(FETCH_SITE).is_some_and(for_a_site)
}

fn names_this_computer(headers: &HeaderMap, port: u16) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return false;
    };
    ["127.0.0.1", "localhost"]
        .into_iter()
        .any(|name| host.as_bytes() == format!("{name}:{port}").as_bytes())
}
