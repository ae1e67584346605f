//! An upstream's response: its status, the headers to forward, and a body of limited size.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use haulout_protocol::error::Reason;
use haulout_protocol::json::Json;
use haulout_protocol::text::ServerText;
use haulout_protocol::{Code, Error};
use reqwest::RequestBuilder;
use zeroize::Zeroizing;

use crate::connection_error::ConnectionError;
use crate::error::Failure;
use crate::http_client::content_coding;
use crate::relay::forwarded_headers;

/// An upstream's response, of limited size.
pub(crate) struct UpstreamResponse {
    pub(crate) status: StatusCode,
    /// The headers to forward.
    pub(crate) headers: HeaderMap,
    coding: Option<ServerText>,
    /// Lower case, without parameters.
    pub(crate) media_type: String,
    body: Zeroizing<Vec<u8>>,
}

impl UpstreamResponse {
    /// Sends a request and receives the whole response.
    pub(super) async fn receive(request: RequestBuilder) -> Result<Self, ReceiveError> {
        let mut response = request.send().await?;
        let status = response.status();
        let headers = forwarded_headers::select(response.headers());
        let coding = content_coding(response.headers());
        let media_type = media_type(response.headers());
        let mut body = Zeroizing::new(Vec::new());
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > RESPONSE_BYTES_MAX {
                return Err(ReceiveError::TooLarge(headers));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Self {
            status,
            headers,
            coding,
            media_type,
            body,
        })
    }

    /// Whether the status is about the connection between gateway and upstream. A browser or proxy that got it would act
    /// on its own: it would ask for credentials, or repeat the request.
    pub(crate) fn is_about_the_connection(&self) -> bool {
        let statuses = [
            StatusCode::PROXY_AUTHENTICATION_REQUIRED,
            StatusCode::REQUEST_TIMEOUT,
            StatusCode::MISDIRECTED_REQUEST,
            StatusCode::TOO_EARLY,
        ];
        statuses.contains(&self.status)
    }

    /// Whether the upstream refuses every request of this kind, so that a retry does not help.
    pub(crate) fn refuses_the_request(&self) -> bool {
        (self.status.is_client_error() || self.status.is_redirection())
            && self.status != StatusCode::TOO_MANY_REQUESTS
            && !self.is_about_the_connection()
            && !self.headers.contains_key(RETRY_AFTER)
    }

    /// The body.
    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body as JSON; `null` if it is not JSON.
    pub(crate) fn json(&self) -> Json {
        Json::parse(&self.body).unwrap_or(Json::Null)
    }

    /// Parses the body. The error is logged, so `reader` must not include secrets in it.
    pub(crate) fn read<T>(
        &self,
        reader: impl FnOnce(&[u8]) -> Result<T, Reason>,
    ) -> Result<T, Failure> {
        reader(&self.body).map_err(|reason| {
            let code = reason.code();
            self.unreadable(code, Error::from(reason).to_string())
        })
    }

    /// The failure for a response of an unexpected form; `cause` is logged.
    pub(crate) fn unreadable(&self, code: Code, cause: String) -> Failure {
        let description = match &self.coding {
            Some(coding) => format!(
                "The upstream's response has the content coding {coding}, which was not requested."
            ),
            None => "The upstream's response cannot be parsed.".to_owned(),
        };
        Failure::upstream(code, description)
            .caused_by(cause)
            .with_headers(self.headers.clone())
    }
}

/// Why there is no complete response.
pub(super) enum ReceiveError {
    Connection(ConnectionError),
    /// With the headers to forward.
    TooLarge(HeaderMap),
}

impl From<reqwest::Error> for ReceiveError {
    fn from(error: reqwest::Error) -> Self {
        Self::Connection(ConnectionError::from_reqwest(&error))
    }
}

fn media_type(headers: &HeaderMap) -> String {
    let value = headers.get(CONTENT_TYPE).map(HeaderValue::to_str);
    let text = value.and_then(Result::ok).unwrap_or_default();
    let media_type = text.split(';').next().unwrap_or_default();
    media_type.trim().to_ascii_lowercase()
}

/// Bytes; key sets and credentials have a few kilobytes, and all responses in flight must fit into memory.
const RESPONSE_BYTES_MAX: usize = 256 * 1024;
