//! `Probe`: sends requests to one server as the gateway does, and records their times and responses.

use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{ACCEPT, AGE, CONTENT_TYPE, DATE, HeaderMap, LOCATION};
use axum::http::{Method, StatusCode};
use haulout_gateway::config::Trust;
use haulout_gateway::http_client::{ClientError, OldestTls, SharedTls};
use haulout_protocol::clocks::Clock;
use haulout_protocol::json::Json;
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

    pub(super) async fn send(&self, request: RequestBuilder) -> Result<ProbeResponse, ProbeError> {
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

    /// The URL in the `Location` header.
    pub(super) fn location(&self) -> Option<Url> {
        let text = self.headers.get(LOCATION)?.to_str().ok()?;
        Url::parse(text).ok()
    }

    /// The status and the server's error message: OAuth's (RFC 6749 §5.2) or that of a Kubernetes `Status`.
    pub(super) fn summary(&self) -> String {
        let json = self.json();
        let texts = ["error", "error_description", "message"];
        let texts: Vec<&str> = texts
            .into_iter()
            .filter_map(|name| json.text(name))
            .collect();
        let status = self.status.as_u16();
        if texts.is_empty() {
            format!("status {status}")
        } else {
            format!("status {status}: {}", self.quote(&texts.join(": ")))
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

/// In bytes; the gateway's limit for upstream responses.
const RESPONSE_BYTES_MAX: usize = 256 * 1024;
