//! What wraps every server: an `Audit-Id`, the server's own `Date`, and an entry in the journal.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::clock::Clock;
use crate::journal::{Entry, Journal, Server, fields};
use crate::random;

/// Names the server, its clock and where to write down what it was asked.
#[derive(Clone)]
pub(crate) struct Recorder {
    pub(crate) server: Server,
    pub(crate) clock: Clock,
    pub(crate) journal: Journal,
}

/// A response extension: what the journal learns and the caller doesn't.
#[derive(Clone, Copy)]
pub(crate) struct Note(pub(crate) &'static str);

/// Longest request body taken; a token request with every field at its largest stays far below.
const REQUEST_LIMIT: usize = 256 * 1024;

pub(crate) async fn record(
    State(recorder): State<Recorder>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, REQUEST_LIMIT).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let mut entry = Entry {
        server: recorder.server,
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        fields: fields(parts.uri.query(), &parts.headers, &body),
        headers: parts.headers.clone(),
        body: body.to_vec(),
        status: 0,
        note: None,
    };
    let request = Request::from_parts(parts, Body::from(body));
    let mut response = next.run(request).await;
    entry.status = response.status().as_u16();
    entry.note = response.extensions().get().map(|Note(note)| *note);
    recorder.journal.push(entry);

    let headers = response.headers_mut();
    headers.insert(
        header::DATE,
        ascii(httpdate::fmt_http_date(recorder.clock.now())),
    );
    headers.insert("audit-id", ascii(random::uuid()));
    response
}

/// A header value out of text that this crate made.
pub(crate) fn ascii(text: String) -> HeaderValue {
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}
