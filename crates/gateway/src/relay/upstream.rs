//! One upstream: a client that trusts the configured roots, follows no redirects, retries nothing, has limits of time
//! and size, and spares an upstream that fails.

mod response;

use std::ops::RangeInclusive;
use std::time::Duration;

use axum::http::StatusCode;
use axum::http::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER,
};
use haulout_protocol::Code;
use reqwest::{Client, RequestBuilder};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use url::Url;

pub(crate) use self::response::UpstreamResponse;

use self::response::ReceiveError;
use super::circuit_breaker::{Attempt, Change, CircuitBreaker};
use crate::config::Trust;
use crate::connection_error::ConnectionError;
use crate::error::Failure;
use crate::http_client::{ClientError, OldestTls, SharedTls};
use crate::random;
use crate::start_error::StartError;
use crate::trace_context::TraceContext;

/// A configured peer.
pub(crate) struct Upstream {
    client: Client,
    in_flight: Semaphore,
    circuit: CircuitBreaker,
    kind: UpstreamKind,
    /// For the log.
    origin: String,
}

/// What an upstream is.
#[derive(Clone, Copy)]
pub(crate) enum UpstreamKind {
    Issuer,
    /// A Concierge or an API server.
    Cluster,
}

impl UpstreamKind {
    const fn name(self) -> &'static str {
        match self {
            Self::Issuer => "issuer",
            Self::Cluster => "cluster",
        }
    }

    const fn unreachable(self) -> Code {
        match self {
            Self::Issuer => Code::IssuerUnreachable,
            Self::Cluster => Code::ConciergeUnreachable,
        }
    }

    const fn tls_invalid(self) -> Code {
        match self {
            Self::Issuer => Code::IssuerTlsInvalid,
            Self::Cluster => Code::ConciergeTlsInvalid,
        }
    }
}

impl Upstream {
    /// Builds a client for the peer at `url`.
    pub(crate) fn new(
        url: &Url,
        tls: &mut SharedTls,
        (trust, oldest): (&Trust, OldestTls),
        proxy: Option<&Url>,
        kind: UpstreamKind,
    ) -> Result<Self, StartError> {
        let failed = |error: ClientError| {
            StartError::new(format!("cannot prepare connections to {url}"), error)
        };
        let client = tls
            .client(url, (trust, oldest), proxy)
            .map_err(failed)?
            .https_only(url.scheme() == "https")
            .timeout(RESPONSE_TIME_MAX)
            .build()
            .map_err(|error| failed(error.into()))?;
        Ok(Self {
            client,
            in_flight: Semaphore::new(IN_FLIGHT_MAX),
            circuit: CircuitBreaker::default(),
            kind,
            origin: url.origin().ascii_serialization(),
        })
    }

    /// Requests a JSON document.
    pub(crate) async fn get(&self, url: Url) -> Result<UpstreamResponse, Failure> {
        self.send(self.client.get(url)).await
    }

    /// Posts a body of the given type.
    pub(crate) async fn post(
        &self,
        url: Url,
        content_type: &'static str,
        authorization: Option<HeaderValue>,
        body: impl Into<reqwest::Body>,
    ) -> Result<UpstreamResponse, Failure> {
        let mut request = self
            .client
            .post(url)
            .header(CONTENT_TYPE, content_type)
            .body(body);
        if let Some(authorization) = authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        self.send(request).await
    }

    /// Fails if a request would be refused now, because the upstream fails.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        match self.circuit.refuses() {
            true => Err(self.suspended()),
            false => Ok(()),
        }
    }

    /// What it is, its origin, and whether requests to it succeed, for metrics.
    pub(crate) fn state(&self) -> (&'static str, &str, bool) {
        (self.kind.name(), &self.origin, !self.circuit.is_open())
    }

    async fn send(&self, mut request: RequestBuilder) -> Result<UpstreamResponse, Failure> {
        self.check()?;
        if let Some((name, value)) = TraceContext::current().and_then(|trace| trace.header()) {
            request = request.header(name, value);
        }
        let permit = timeout(PERMIT_TIME_MAX, self.in_flight.acquire()).await;
        let Ok(Ok(_permit)) = permit else {
            let description = format!(
                "Too many requests to the {} are in progress.",
                self.kind.name()
            );
            return Err(Failure::busy(description));
        };
        // The upstream may have failed while this request waited.
        let attempt = self.circuit.start().ok_or_else(|| self.suspended())?;
        let received = UpstreamResponse::receive(request.header(ACCEPT, APPLICATION_JSON)).await;
        self.record(attempt, &received);
        received.map_err(|error| match error {
            ReceiveError::Connection(error) => self.connection_failure(&error),
            ReceiveError::TooLarge(headers) => {
                let description = "The upstream's response exceeds the size limit.";
                Failure::upstream(Code::ResponseTooLarge, description).with_headers(headers)
            }
        })
    }

    fn record(&self, attempt: Attempt<'_>, received: &Result<UpstreamResponse, ReceiveError>) {
        let change = match received {
            Ok(response) if OUTAGES.contains(&response.status) => attempt.fail(),
            Ok(_) => attempt.succeed(),
            Err(ReceiveError::Connection(error)) if error.invalid_tls().is_none() => attempt.fail(),
            // It is there, and every client should see why it is of no use.
            Err(_) => None,
        };
        let (peer, upstream) = (self.kind.name(), &self.origin);
        match change {
            Some(Change::Opened) => {
                tracing::warn!(
                    peer,
                    upstream,
                    "the upstream fails; single requests test it"
                );
            }
            Some(Change::Closed) => tracing::info!(peer, upstream, "the upstream answers again"),
            None => {}
        }
    }

    /// The failure for a request that is not sent, because the upstream fails.
    fn suspended(&self) -> Failure {
        let description = format!(
            "The {} fails at the moment, and only single requests test it.",
            self.kind.name()
        );
        let [random] = random::bytes().unwrap_or_default();
        let spread = SUSPENDED_SECONDS.end() - SUSPENDED_SECONDS.start() + 1;
        let seconds = SUSPENDED_SECONDS.start() + u16::from(random) % spread;
        Failure::new(
            StatusCode::SERVICE_UNAVAILABLE,
            self.kind.unreachable(),
            description,
        )
        .with_headers(HeaderMap::from_iter([(RETRY_AFTER, seconds.into())]))
        .unsent()
    }

    /// The failure for a response whose status means that it has no usable content, or must not reach a browser.
    /// The caller adds the headers, which include `Retry-After`, if present.
    pub(crate) fn status_failure(&self, status: StatusCode) -> Failure {
        if status == StatusCode::TOO_MANY_REQUESTS {
            let description = format!("The {} received too many requests.", self.kind.name());
            Failure::new(status, Code::RateLimited, description)
        } else if status.is_redirection() {
            // Following a redirect could send a code or a secret elsewhere (RFC 9700 §4.12).
            self.failure("answered with a redirect")
        } else {
            self.failure(&format!("answered with status {}", status.as_u16()))
        }
    }

    fn connection_failure(&self, error: &ConnectionError) -> Failure {
        let failure = if let Some(tls) = error.invalid_tls() {
            let name = self.kind.name();
            let description = format!("No TLS connection to the {name} is possible: {tls}.");
            Failure::upstream(self.kind.tls_invalid(), description)
        } else if *error == ConnectionError::Timeout {
            self.failure("did not answer in time")
        } else {
            self.failure("could not be reached")
                .caused_by(error.clone())
        };
        match error.is_before_the_request() {
            true => failure.unsent(),
            false => failure,
        }
    }

    fn failure(&self, what: &str) -> Failure {
        let description = format!("The {} {what}.", self.kind.name());
        Failure::upstream(self.kind.unreachable(), description)
    }
}

const APPLICATION_JSON: &str = "application/json";
/// What a proxy answers for an upstream that is down or overloaded, or the upstream itself.
const OUTAGES: [StatusCode; 3] = [
    StatusCode::BAD_GATEWAY,
    StatusCode::SERVICE_UNAVAILABLE,
    StatusCode::GATEWAY_TIMEOUT,
];
/// Seconds after which a client may try a failing upstream again. They are spread, so that thousands of pages do not come
/// back at once, and short against the minute in which a certificate is still valid.
const SUSPENDED_SECONDS: RangeInclusive<u16> = 5..=30;
/// From the start of the connection to the last byte of the response.
const RESPONSE_TIME_MAX: Duration = Duration::from_secs(10);
/// Concurrent requests to one peer; limits the connections and buffers that a slow peer can occupy.
const IN_FLIGHT_MAX: usize = 64;
/// How long a request may wait for a permit; shorter than the page's own timeout, and the page retries.
const PERMIT_TIME_MAX: Duration = Duration::from_secs(2);
