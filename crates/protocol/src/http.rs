//! HTTP as data: what to send, and what came back and when.

use alloc::string::String;
use alloc::vec::Vec;

use crate::error::{Error, Reason};
use crate::secret::Secret;
use crate::text::ServerText;
use crate::time::{Now, Span, UnixTime};

/// Names a request, so that its answer finds its way back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequestId(pub(crate) u32);

/// A request to perform. Its body can carry tokens, so it prints as redacted.
#[derive(Debug)]
pub struct Request {
    /// To be returned with the answer.
    pub id: RequestId,
    /// The method.
    pub method: Method,
    /// The absolute URL; from configuration or proven metadata, never from an answer's `Location`.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// What to send. **Secret.**
    pub body: Option<Secret<Vec<u8>>>,
    /// How long an answer is worth waiting for.
    pub limit: Span,
    /// How the request is to be treated while it is under way.
    pub care: Care,
    /// The longest answer that is read, in bytes.
    pub body_max: usize,
}

/// How the edge treats a request while it is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    /// Aborted when its limit is reached, and when nobody is left to take the answer.
    Abortable,
    /// Spends a refresh token that the issuer rotates: never aborted, and kept alive when the page goes. The limit does
    /// not end it, so that a late answer still arrives.
    Finish,
    /// The same, and one page at a time, because all pages of a browser share what is spent.
    FinishInTurn,
}

/// The two methods that the protocols need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`.
    Get,
    /// `POST`.
    Post,
}

impl Method {
    /// As it is written on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// How a request ended, with both ends of the interval in which the server must have written its `Date`.
#[derive(Debug)]
pub struct Response {
    /// Which request this answers.
    pub id: RequestId,
    /// Read just before sending.
    pub sent: Now,
    /// Read just after the head of the answer arrived.
    pub received: Now,
    /// The answer, or why there is none.
    pub outcome: Result<Reply, Failure>,
}

/// An answer's head and body.
#[derive(Debug)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// The server's clock, unless a cache answered (`Age`).
    pub date: Option<UnixTime>,
    /// How long the server asks to be left alone ([`retry_after`]).
    pub retry_after: Option<Span>,
    /// The server's name for the request in its own log.
    pub audit_id: Option<ServerText>,
    /// The media type, lower case, without parameters.
    pub media_type: String,
    /// The body, no longer than [`Request::body_max`]. **Secret.**
    pub body: Secret<Vec<u8>>,
}

impl Reply {
    /// Reads the headers that matter; `header` knows them by their names in lower case.
    pub fn new(status: u16, header: &dyn Fn(&str) -> Option<String>, body: Vec<u8>) -> Self {
        // An answer out of a cache carries the clock of long ago.
        let date = header("date").filter(|_| header("age").is_none());
        let date = date.and_then(|date| UnixTime::parse_http_date(&date));
        let media_type = header("content-type").unwrap_or_default();
        let media_type = media_type.split(';').next().unwrap_or_default();
        Self {
            status,
            date,
            retry_after: header("retry-after").and_then(|text| retry_after(&text, date)),
            audit_id: header("audit-id").map(|id| ServerText::new(&id)),
            media_type: media_type.trim().to_ascii_lowercase(),
            body: Secret::new(body),
        }
    }

    /// Whether the body claims to be JSON.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.media_type == "application/json" || self.media_type.ends_with("+json")
    }

    /// The failure that this answer amounts to.
    pub(crate) fn complain(&self, reason: Reason) -> Error {
        Error {
            reason,
            audit_id: self.audit_id.clone(),
            retry_after: self.retry_after,
        }
    }
}

/// Reads `Retry-After` (RFC 9110 §10.2.3): seconds, or a date on the clock that wrote `date`. Nothing if it is neither.
#[must_use]
pub fn retry_after(text: &str, date: Option<UnixTime>) -> Option<Span> {
    let text = text.trim();
    match text.parse() {
        Ok(secs) => Some(Span::from_secs(secs)),
        Err(_) => Some(UnixTime::parse_http_date(text)?.since(date?)),
    }
}

/// Why a request has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No connection, a refused one, or one that broke.
    Network,
    /// No answer within the edge's time limit.
    Timeout,
    /// The answer was longer than [`Request::body_max`].
    TooLarge,
    /// The host sends by a function of its own, which gave something that is no answer.
    InvalidTransport,
}

/// The media type of every form (RFC 6749 §4.1.3).
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
/// The media type of every other body.
pub(crate) const JSON: &str = "application/json";

/// The longest answer of other people's servers that is read, in bytes. A JWK set of a hundred keys and a token with
/// thousands of groups fit.
pub const MAX_BODY: usize = 256 * 1024;
/// The longest configuration, in bytes: a thousand clusters, each with the chain of a few authorities.
pub const MAX_CONFIG: usize = 16 * 1024 * 1024;

#[cfg(test)]
mod tests;
