//! HTTP as data: requests to send, and responses with the time of their arrival.

use alloc::string::String;
use alloc::vec::Vec;

use crate::error::{Error, Reason};
use crate::schedule;
use crate::secret::Secret;
use crate::text::ServerText;
use crate::time::{Now, Span, UnixTime};

/// Identifies a request, so that its response can be matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequestId(pub(crate) u32);

/// A request to send. Its body can contain tokens, so `Debug` redacts it.
#[derive(Debug)]
pub struct Request {
    /// Returned with the response.
    pub id: RequestId,
    /// The method.
    pub method: Method,
    /// The absolute URL; from configuration or validated metadata, never from a `Location` header.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// What to send. **Secret.**
    pub body: Option<Secret<Vec<u8>>>,
    /// The timeout.
    pub limit: Span,
    /// How to treat the request while it is in flight.
    pub care: Care,
    /// The size limit of the response body, in bytes.
    pub body_max: usize,
}

/// How the edge treats a request while it is in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    /// Aborted on timeout, or when the response is no longer needed.
    Abortable,
    /// Spends a refresh token that the issuer rotates, or ends the session: never aborted, and kept alive when the
    /// page unloads. It continues after the timeout, so that a late response still arrives.
    Finish,
    /// Like `Finish`, but serialized across all pages of a browser, because they share the token that is spent.
    FinishInTurn,
}

/// The two methods in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`.
    Get,
    /// `POST`.
    Post,
}

impl Method {
    /// As sent on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// How a request ended, with both ends of the interval in which the server wrote its `Date`.
#[derive(Debug)]
pub struct Response {
    /// The request that this answers.
    pub id: RequestId,
    /// Read just before sending.
    pub sent: Now,
    /// Read just after the response headers arrived.
    pub received: Now,
    /// The reply, or why there is none.
    pub outcome: Result<Reply, TransportError>,
}

/// The head and the body of a response.
#[derive(Debug)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// The server's clock, unless the response is from a cache (`Age`).
    pub date: Option<UnixTime>,
    /// How long the server asks to wait before a retry ([`retry_after`]).
    pub retry_after: Option<Span>,
    /// The `Audit-Id` of the request in the server's own log.
    pub audit_id: Option<ServerText>,
    /// The media type, lower case, without parameters.
    pub media_type: String,
    /// Whether it was written for an earlier request ([`is_remembered`]).
    pub is_remembered: bool,
    /// The body, no longer than [`Request::body_max`]. **Secret.**
    pub body: Secret<Vec<u8>>,
}

impl Reply {
    /// Reads the relevant headers; `header` looks one up by its lower-case name.
    pub fn new(status: u16, header: &dyn Fn(&str) -> Option<String>, body: Vec<u8>) -> Self {
        // A cached response carries an old time.
        let date = header("date").filter(|_| header("age").is_none());
        let date = date.and_then(|date| UnixTime::parse_http_date(&date));
        let media_type = header("content-type").unwrap_or_default();
        let media_type = media_type.split(';').next().unwrap_or_default();
        Self {
            status,
            date,
            // A wait of unknown length is still one.
            retry_after: header("retry-after")
                .map(|text| retry_after(&text, date).unwrap_or_default()),
            audit_id: header("audit-id").map(|id| ServerText::new(&id)),
            media_type: media_type.trim().to_ascii_lowercase(),
            is_remembered: is_remembered(header("age").as_deref()),
            body: Secret::new(body),
        }
    }

    /// Whether the body is declared as JSON.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.media_type == "application/json" || self.media_type.ends_with("+json")
    }

    /// The error for this response.
    pub(crate) fn error(&self, reason: Reason) -> Error {
        Error {
            reason,
            audit_id: self.audit_id.clone(),
            retry_after: self
                .retry_after
                .map(|asked| schedule::obeyed(self.status, asked)),
        }
    }
}

/// Parses `Retry-After` (RFC 9110 §10.2.3): seconds, or a date on the clock that wrote `date`. None if it is neither.
#[must_use]
pub fn retry_after(text: &str, date: Option<UnixTime>) -> Option<Span> {
    let text = text.trim();
    match text.parse() {
        Ok(secs) => Some(Span::from_secs(secs)),
        Err(_) => Some(UnixTime::parse_http_date(text)?.since(date?)),
    }
}

/// Whether a response with this `Age` (RFC 9111 §5.1) was written for an earlier request, so that nothing in it shows
/// the present. Our gateway sends zero with a new response whose server has sent no `Date`.
#[must_use]
pub fn is_remembered(age: Option<&str>) -> bool {
    age.is_some_and(|age| age.trim().parse() != Ok(0_u64))
}

/// Why a request got no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportError {
    /// No connection, a refused one, or one that broke.
    Network,
    /// The same for a server at a private address, while the page is at a public one: the browser may have blocked it.
    LocalNetwork,
    /// The server's certificate or its TLS versions are not acceptable. A browser does not tell this from
    /// [`TransportError::Network`].
    Tls,
    /// No answer within the edge's time limit.
    Timeout,
    /// The response exceeded [`Request::body_max`].
    TooLarge,
    /// The host application's own transport function returned something that is not a response.
    InvalidTransport,
}

/// The media type of every form (RFC 6749 §4.1.3).
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
/// The media type of pages, which no API sends.
pub const HTML: &str = "text/html";
/// The media type of all other bodies.
pub(crate) const JSON: &str = "application/json";

/// The size limit for responses of third-party servers, in bytes. A JWK set of a hundred keys and a token with
/// thousands of groups fit.
pub const MAX_BODY: usize = 256 * 1024;
/// The size limit of the configuration, in bytes: a thousand clusters, each with a CA bundle of a few certificates.
pub const MAX_CONFIG: usize = 16 * 1024 * 1024;

#[cfg(test)]
mod tests;
