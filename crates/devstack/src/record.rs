//! Middleware of every server: selects the replica, adds `Audit-Id` and the replica's `Date`, and writes the journal.

use std::time::Duration;

use axum::Extension;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use x509_parser::parse_x509_certificate;

use crate::clock::unix_millis;
use crate::fault::{Fault, Faults};
use crate::journal::{Entry, Journal, Server, Validity, fields};
use crate::random;
use crate::replica::Replicas;
use crate::serve::ClientCertificate;

/// The state of the middleware: the server, its replicas and the journal.
#[derive(Clone)]
pub(crate) struct Recorder {
    pub(crate) server: Server,
    pub(crate) replicas: Replicas,
    pub(crate) journal: Journal,
    pub(crate) faults: Faults,
}

/// A response extension with a note for the journal, which is not sent to the caller.
#[derive(Clone, Copy)]
pub(crate) struct Note(pub(crate) &'static str);

const AUDIT_ID: HeaderName = HeaderName::from_static("audit-id");
/// Size limit of a request body, far above the largest token request.
const REQUEST_LIMIT: usize = 256 * 1024;

pub(crate) async fn record(
    State(recorder): State<Recorder>,
    Extension(ClientCertificate(peer)): Extension<ClientCertificate>,
    request: Request,
    next: Next,
) -> Response {
    let replica = recorder.replicas.assign();
    let (mut parts, body) = request.into_parts();
    // The entry is added first, because the caller may disconnect or get no response.
    let number = recorder.journal.push(Entry {
        server: recorder.server,
        replica: replica.number,
        clock_millis: unix_millis(replica.arrived),
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        fields: fields(parts.uri.query(), &parts.headers, &[]),
        headers: parts.headers.clone(),
        body: Vec::new(),
        certificate: peer.and_then(|certificate| validity(&certificate)),
        status: None,
        note: None,
    });
    let mut response = match to_bytes(body, REQUEST_LIMIT).await {
        Err(_) => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Ok(body) => {
            recorder.journal.update(number, |entry| {
                entry.fields = fields(parts.uri.query(), &parts.headers, &body);
                entry.body = body.to_vec();
            });
            parts.extensions.insert(replica.clone());
            next.run(Request::from_parts(parts, Body::from(body))).await
        }
    };
    recorder.journal.update(number, |entry| {
        entry.status = Some(response.status().as_u16());
        entry.note = response.extensions().get().map(|Note(note)| *note);
    });

    let headers = response.headers_mut();
    let date = replica.clock.now() - age(headers);
    headers.insert(header::DATE, ascii(httpdate::fmt_http_date(date)));
    headers.insert(AUDIT_ID, ascii(random::uuid()));
    if recorder.faults.has(Fault::DoubledHeaders) {
        for name in [
            header::DATE,
            header::CONTENT_TYPE,
            header::CACHE_CONTROL,
            AUDIT_ID,
        ] {
            if let Some(value) = headers.get(&name).cloned() {
                headers.append(name, value);
            }
        }
    }
    response
}

/// How old a cached response is.
fn age(headers: &HeaderMap) -> Duration {
    let seconds = headers.get(header::AGE).and_then(|age| age.to_str().ok());
    Duration::from_secs(seconds.and_then(|age| age.parse().ok()).unwrap_or_default())
}

/// A header value from text that this crate generated.
pub(crate) fn ascii(text: String) -> HeaderValue {
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

fn validity(certificate: &[u8]) -> Option<Validity> {
    let (_, certificate) = parse_x509_certificate(certificate).ok()?;
    let validity = certificate.validity();
    Some(Validity {
        not_before: validity.not_before.timestamp(),
        not_after: validity.not_after.timestamp(),
    })
}
