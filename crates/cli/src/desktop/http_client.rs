//! HTTP clients for the issuer and the clusters, each with its own configured certificate authorities.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use haulout_gateway::config::{ClusterConfig, Config, Trust};
use haulout_gateway::connection_error::ConnectionError;
use haulout_gateway::http_client::{ClientError, OldestTls, SharedTls, content_coding};
use haulout_protocol::http::{self, Care, Method, Reply, Request, Response, TransportError};
use haulout_protocol::secret::Secret;
use haulout_protocol::text::ServerText;
use haulout_protocol::time::{Now, UnixTime};
use reqwest::Client;
use reqwest::header::{AGE, CONTENT_TYPE, DATE, HeaderMap, HeaderName, RETRY_AFTER};
use url::{Origin, Url};

use super::clock::Clock;
use super::message::{Message, Outbox};

/// Cheap to clone; clones share connections.
#[derive(Clone)]
pub(super) struct HttpClients(Arc<ClientSet>);

struct ClientSet {
    /// For every URL that is not a cluster's.
    issuer: Client,
    clusters: Vec<(Origin, Client)>,
}

/// Why clients cannot be created for a configuration.
#[derive(Debug)]
pub(crate) enum HttpClientError {
    /// The configuration has different certificate authorities for one origin.
    ConflictingCa(Origin),
    /// A client cannot be created for this URL.
    NoClient(String, ClientError),
}

impl fmt::Display for HttpClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ConflictingCa(origin) => write!(
                f,
                "there are different CA bundles for {}; use the same one everywhere",
                origin.ascii_serialization()
            ),
            Self::NoClient(url, error) => write!(f, "cannot connect to {url}: {error}"),
        }
    }
}

impl HttpClients {
    /// Creates a client for the issuer and one for each origin of a cluster.
    ///
    /// # Errors
    /// [`HttpClientError`] with the URL for which there can be no client.
    pub(super) fn new(config: &Config) -> Result<Self, HttpClientError> {
        let mut tls = SharedTls::default();
        let mut client = |url: &Url, trust: &Trust, oldest: OldestTls, proxy: Option<&Url>| {
            tls.client(url, (trust, oldest), proxy)
                .and_then(|builder| {
                    let builder = builder.https_only(url.scheme() == "https");
                    Ok(builder.build()?)
                })
                .map_err(|error| HttpClientError::NoClient(url.to_string(), error))
        };
        let issuer = &config.issuer;
        let proxy = issuer.proxy.as_ref();
        let issuer = client(&issuer.url, &issuer.trust, OldestTls::Tls12, proxy)?;
        let mut servers: Vec<(&Url, &Trust)> = Vec::new();
        for (url, trust) in config.clusters.iter().flat_map(endpoints) {
            let same_origin = |(other, _): &&mut (&Url, _)| other.origin() == url.origin();
            match servers.iter_mut().find(same_origin) {
                // A server has one certificate, so its bundle also applies where the configuration omits it.
                Some((_, known)) if known.ca_data().is_none() => *known = trust,
                Some((_, known))
                    if trust
                        .ca_data()
                        .is_some_and(|it| known.ca_data() != Some(it)) =>
                {
                    return Err(HttpClientError::ConflictingCa(url.origin()));
                }
                Some(_) => {}
                None => servers.push((url, trust)),
            }
        }
        let clusters = servers
            .into_iter()
            .map(|(url, trust)| Ok((url.origin(), client(url, trust, OldestTls::Tls13, None)?)));
        let clusters = clusters.collect::<Result<_, HttpClientError>>()?;
        Ok(Self(Arc::new(ClientSet { issuer, clusters })))
    }

    /// Sends one request, with limits for time and size, and without redirects and retries.
    ///
    /// The reason of a failure is only printed; users may need it to fix a CA bundle or a route.
    pub(super) async fn perform(
        &self,
        request: Request,
        clock: Clock,
        outbox: &Outbox,
    ) -> Response {
        let id = request.id;
        let limit = match request.care {
            Care::Abortable => Duration::from_millis(request.limit.as_millis()),
            // The request's token is already used up, so a late response is better than none.
            Care::Finish | Care::FinishInTurn => FINISH_TIMEOUT,
        };
        let sent = clock.now();
        let mut received = None;
        let exchange = self.exchange(request, clock, outbox, &mut received);
        let outcome = tokio::time::timeout(limit, exchange)
            .await
            .unwrap_or(Err(TransportError::Timeout));
        Response {
            id,
            sent,
            received: received.unwrap_or_else(|| clock.now()),
            outcome,
        }
    }

    async fn exchange(
        &self,
        request: Request,
        clock: Clock,
        outbox: &Outbox,
        received: &mut Option<Now>,
    ) -> Result<Reply, TransportError> {
        let url = Url::parse(&request.url).map_err(|_| TransportError::Network)?;
        let client = self.client_for(&url);
        let mut sending = match request.method {
            Method::Get => client.get(url),
            Method::Post => client.post(url),
        };
        for (name, value) in &request.headers {
            sending = sending.header(name, value);
        }
        if let Some(body) = &request.body {
            sending = sending.body(body.secret().clone());
        }
        let sent = sending.send().await;
        *received = Some(clock.now());
        let mut answer = sent.map_err(|error| {
            let error = ConnectionError::from_reqwest(&error);
            // Sending fails only during shutdown.
            let _ended = outbox.send(Message::RequestFailed(error.to_string()));
            match error.invalid_tls() {
                Some(_) => TransportError::Tls,
                None => TransportError::Network,
            }
        })?;
        if let Some(coding) = content_coding(answer.headers()) {
            let text =
                format!("the response has the content coding {coding}, which was not requested");
            let _ended = outbox.send(Message::RequestFailed(text));
            return Err(TransportError::Network);
        }
        let mut reply = reply_head(answer.status().as_u16(), answer.headers());
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|_| TransportError::Network)? {
            if body.len() + chunk.len() > request.body_max {
                return Err(TransportError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        reply.body = Secret::new(body);
        Ok(reply)
    }

    /// The state machine takes URLs only from the configuration and the issuer's metadata.
    fn client_for(&self, url: &Url) -> &Client {
        let origin = url.origin();
        let cluster = self.0.clusters.iter().find(|(known, _)| *known == origin);
        cluster.map_or(&self.0.issuer, |(_, client)| client)
    }
}

fn reply_head(status: u16, headers: &HeaderMap) -> Reply {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    // The `Date` of a cached response is not the current time.
    let date = text(DATE).filter(|_| !headers.contains_key(AGE));
    let date = date.and_then(UnixTime::parse_http_date);
    let media_type = text(CONTENT_TYPE).and_then(|value| value.split(';').next());
    Reply {
        status,
        date,
        retry_after: text(RETRY_AFTER).and_then(|text| http::retry_after(text, date)),
        audit_id: text(AUDIT_ID).map(ServerText::new),
        media_type: media_type.unwrap_or_default().trim().to_ascii_lowercase(),
        is_remembered: http::is_remembered(text(AGE)),
        body: Secret::new(Vec::new()),
    }
}

/// The URLs that receive requests for a cluster, with the trust settings of each.
fn endpoints(cluster: &ClusterConfig) -> impl Iterator<Item = (&Url, &Trust)> {
    let concierge = cluster.concierge.as_ref();
    let concierge = concierge.map(|concierge| (&concierge.endpoint, &concierge.trust));
    core::iter::once((&cluster.server_url, &cluster.trust)).chain(concierge)
}

const AUDIT_ID: HeaderName = HeaderName::from_static("audit-id");
/// The limit for requests that must not be aborted earlier.
const FINISH_TIMEOUT: Duration = Duration::from_secs(5 * 60);
