//! `Probe`: sends requests to one server as the gateway does, and records their times and responses.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{ACCEPT, AGE, CONTENT_TYPE, DATE, HeaderMap, LOCATION};
use axum::http::{Method, StatusCode};
use haulout_gateway::config::Trust;
use haulout_gateway::http_client::{ClientError, OldestTls, SharedTls, content_coding};
use haulout_protocol::clocks::Clock;
use haulout_protocol::json::Json;
use haulout_protocol::text::page_words;
use haulout_protocol::time::{Now, UnixTime};
use reqwest::{Client, RequestBuilder};
use url::Url;
use zeroize::Zeroizing;

use super::probe_error::ProbeError;
use super::redact::Secrets;
use crate::desktop::clock::Clock as LocalClock;

/// Settings that all probes of a run share.
#[derive(Clone)]
pub(super) struct ProbeContext {
    pub(super) timeout: Duration,
    pub(super) clock: LocalClock,
    pub(super) secrets: Arc<Secrets>,
}

/// A client for one server, without redirects and retries. Each request opens a new connection, so that several servers
/// behind one address are reached.
pub(super) struct Probe {
    client: Client,
    context: ProbeContext,
}

/// A response.
pub(super) struct ProbeResponse {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    body: Zeroizing<Vec<u8>>,
    sent: Now,
    received: Now,
    secrets: Arc<Secrets>,
}

impl Probe {
    /// # Errors
    /// The client cannot be created.
    pub(super) fn new(
        url: &Url,
        trust: &Trust,
        oldest: OldestTls,
        proxy: Option<&Url>,
        context: &ProbeContext,
    ) -> Result<Self, ClientError> {
        let builder = SharedTls::default().client(url, (trust, oldest), proxy)?;
        let client = builder
            .pool_max_idle_per_host(0)
            .timeout(context.timeout)
            .build()?;
        Ok(Self {
            client,
            context: context.clone(),
        })
    }

    pub(super) async fn get(&self, url: &Url) -> Result<ProbeResponse, ProbeError> {
        self.send(self.request(Method::GET, url)).await
    }

    pub(super) async fn post(
        &self,
        url: &Url,
        content_type: &str,
        body: String,
    ) -> Result<ProbeResponse, ProbeError> {
        let request = self.request(Method::POST, url).body(body);
        self.send(request.header(CONTENT_TYPE, content_type)).await
    }

    pub(super) fn request(&self, method: Method, url: &Url) -> RequestBuilder {
        self.client
            .request(method, url.clone())
            .header(ACCEPT, "application/json")
    }

    /// A request for a page, as a browser sends it.
    pub(super) fn page_request(&self, url: &Url) -> RequestBuilder {
        self.client
            .request(Method::GET, url.clone())
            .header(ACCEPT, PAGE_TYPES)
    }

    pub(super) fn quote(&self, text: &str) -> String {
        self.context.secrets.quote(text)
    }

    /// Sends a request of the gateway, which decodes no content coding.
    pub(super) async fn send(&self, request: RequestBuilder) -> Result<ProbeResponse, ProbeError> {
        let response = self.send_as_browser(request).await?;
        match content_coding(&response.headers) {
            Some(coding) => Err(ProbeError::Encoded(response.quote(coding.as_str()))),
            None => Ok(response),
        }
    }

    /// Sends a request of a browser, which decodes every usual content coding.
    pub(super) async fn send_as_browser(
        &self,
        request: RequestBuilder,
    ) -> Result<ProbeResponse, ProbeError> {
        let sent = self.context.clock.now();
        let mut response = request.send().await.map_err(ProbeError::from_reqwest)?;
        let received = self.context.clock.now();
        let mut body = Zeroizing::new(Vec::new());
        while let Some(chunk) = response.chunk().await.map_err(ProbeError::from_reqwest)? {
            if body.len() + chunk.len() > RESPONSE_BYTES_MAX {
                return Err(ProbeError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(ProbeResponse {
            status: response.status(),
            headers: response.headers().clone(),
            body,
            sent,
            received,
            secrets: self.context.secrets.clone(),
        })
    }
}

impl ProbeResponse {
    /// The body as JSON; `null` if it is not JSON.
    pub(super) fn json(&self) -> Json {
        Json::parse(&self.body).unwrap_or(Json::Null)
    }

    pub(super) fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body as text; empty if it has a content coding.
    pub(super) fn text(&self) -> Cow<'_, str> {
        match content_coding(&self.headers) {
            Some(_) => Cow::Borrowed(""),
            None => String::from_utf8_lossy(&self.body),
        }
    }

    /// The URL in the `Location` header of a response from `url` (RFC 9110 §10.2.2).
    pub(super) fn location(&self, url: &Url) -> Option<Url> {
        let text = self.headers.get(LOCATION)?.to_str().ok()?;
        url.join(text).ok()
    }

    /// Whether the response is a web page, which neither an API server nor a token endpoint sends.
    pub(super) fn is_page(&self) -> bool {
        let media_type = self.headers.get(CONTENT_TYPE);
        media_type.is_some_and(|it| it.as_bytes().starts_with(b"text/html"))
    }

    /// The status, and the server's error message: OAuth's (RFC 6749 §5.2), that of a Kubernetes `Status`, or the first
    /// words of a page.
    pub(super) fn summary(&self) -> String {
        let status = self.status.as_u16();
        let words = self.words();
        if words.is_empty() {
            format!("status {status}")
        } else {
            format!("status {status}: {words}")
        }
    }

    /// The server's error message; empty if it sent none.
    pub(super) fn words(&self) -> String {
        let json = self.json();
        let texts = ["error", "error_description", "message"];
        let texts: Vec<&str> = texts
            .into_iter()
            .filter_map(|name| json.text(name))
            .collect();
        // A successful response can contain credentials, so it is not quoted as a whole.
        if texts.is_empty() && !self.status.is_success() {
            self.quote(&page_words(&self.text()))
        } else {
            self.quote(&texts.join(": "))
        }
    }

    pub(super) fn quote(&self, text: &str) -> String {
        self.secrets.quote(text)
    }

    /// Adds the server's time to a clock, except from cached responses, whose `Date` is old.
    pub(super) fn observe_clock(&self, clock: &mut Clock) {
        let date = self.headers.get(DATE).and_then(|date| date.to_str().ok());
        let date = date.filter(|_| !self.headers.contains_key(AGE));
        if let Some(date) = date.and_then(UnixTime::parse_http_date) {
            clock.observe(date, self.sent, self.received);
        }
    }
}

/// What browsers accept when they open a link; JSON is easier to quote.
const PAGE_TYPES: &str = "text/html, application/json;q=0.9, */*;q=0.8";
/// In bytes; the gateway's limit for upstream responses.
const RESPONSE_BYTES_MAX: usize = 256 * 1024;
