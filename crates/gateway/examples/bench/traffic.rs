//! One client's connection: kept alive, and reopened if the server has closed it between two requests.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::{TrySendError, http1, http2};
use hyper::header::{HOST, HeaderName, HeaderValue};
use hyper::{HeaderMap, Method, Request, Response, StatusCode, Uri};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::tls_client::{H2, TlsClient};

/// The request that is repeated.
pub(crate) struct RequestTemplate {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Bytes,
}

/// A successful response.
pub(crate) struct Answer {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Why a request failed.
pub(crate) enum RequestError {
    /// A response with this status.
    Refused(StatusCode),
    /// No response.
    Lost(String),
}

/// A connection, open or not.
pub(crate) struct ClientConnection {
    address: SocketAddr,
    secure: Option<Arc<TlsClient>>,
    open: Option<Sender>,
    /// Requests that were repeated, because the connection was closed before the server processed them.
    pub(crate) repeated: usize,
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(status) => write!(f, "status {status}"),
            Self::Lost(reason) => f.write_str(reason),
        }
    }
}

impl RequestTemplate {
    pub(crate) fn new(
        path: &str,
        headers: &[String],
        body: Option<Vec<u8>>,
    ) -> Result<Self, String> {
        let mut map = HeaderMap::new();
        for header in headers {
            let (name, value) = header
                .split_once(": ")
                .ok_or_else(|| format!("`{header}` is not `name: value`"))?;
            let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value))
            else {
                return Err(format!("`{header}` is no header"));
            };
            map.append(name, value);
        }
        let method = if body.is_some() {
            Method::POST
        } else {
            Method::GET
        };
        Ok(Self {
            method,
            path: path.to_owned(),
            headers: map,
            body: body.unwrap_or_default().into(),
        })
    }
    /// The host of the request.
    pub(crate) fn host(&self) -> Option<&str> {
        self.headers.get(HOST)?.to_str().ok()
    }

    fn request(&self, address: SocketAddr) -> Result<Request<Full<Bytes>>, RequestError> {
        let mut request = Request::new(Full::new(self.body.clone()));
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self
            .path
            .parse()
            .map_err(|error| lost(format_args!("the path: {error}")))?;
        request.headers_mut().clone_from(&self.headers);
        if !request.headers().contains_key(HOST) {
            let host = HeaderValue::try_from(address.to_string()).map_err(lost)?;
            request.headers_mut().insert(HOST, host);
        }
        Ok(request)
    }
}

impl ClientConnection {
    /// Without TLS unless there is a TLS client.
    pub(crate) fn new(address: SocketAddr, secure: Option<Arc<TlsClient>>) -> Self {
        Self {
            address,
            secure,
            open: None,
            repeated: 0,
        }
    }

    /// Closes the connection; the next request opens one.
    pub(crate) fn hang_up(&mut self) {
        self.open = None;
    }

    /// One request with its complete response; anything but success within [`PATIENCE`] is an error.
    pub(crate) async fn request(
        &mut self,
        asked: &RequestTemplate,
    ) -> Result<Answer, RequestError> {
        let done = timeout(PATIENCE, self.exchange(asked)).await;
        let done = done.unwrap_or_else(|_| Err(lost("no answer in time")));
        if done.is_err() {
            self.hang_up();
        }
        done
    }

    async fn exchange(&mut self, asked: &RequestTemplate) -> Result<Answer, RequestError> {
        let (mut sender, is_reused) = self.sender().await?;
        let answer = match sender.send(asked.request(self.address)?).await {
            Ok(answer) => answer,
            Err(error) if is_reused && is_unprocessed(&error) => {
                self.repeated += 1;
                sender = self.connect().await?;
                sender.ready().await.map_err(because)?;
                let again = sender.send(asked.request(self.address)?).await;
                again.map_err(|error| because(error.into_error()))?
            }
            Err(error) => return Err(because(error.into_error())),
        };
        let (head, body) = answer.into_parts();
        let body = body.collect().await.map_err(because)?.to_bytes();
        if !head.status.is_success() {
            return Err(RequestError::Refused(head.status));
        }
        self.open = Some(sender);
        Ok(Answer {
            headers: head.headers,
            body,
        })
    }

    /// A sender for the next request, and whether its connection was used before.
    async fn sender(&mut self) -> Result<(Sender, bool), RequestError> {
        if let Some(mut sender) = self.open.take()
            && sender.ready().await.is_ok()
        {
            return Ok((sender, true));
        }
        let mut sender = self.connect().await?;
        sender.ready().await.map_err(because)?;
        Ok((sender, false))
    }

    async fn connect(&self) -> Result<Sender, RequestError> {
        let connecting = |error| lost(format_args!("connecting: {error}"));
        let stream = TcpStream::connect(self.address).await.map_err(connecting)?;
        // Both sides write whole messages, so Nagle's algorithm would only add delay.
        stream.set_nodelay(true).map_err(connecting)?;
        match &self.secure {
            Some(secure) => {
                let secured = secure.connect(stream).await;
                let stream = secured.map_err(|error| lost(format_args!("handshake: {error}")))?;
                if stream.get_ref().1.alpn_protocol() == Some(H2) {
                    return speak_http2(stream).await;
                }
                speak_http1(stream).await
            }
            None => speak_http1(stream).await,
        }
    }
}

/// The sending half of a connection.
enum Sender {
    Http1(http1::SendRequest<Full<Bytes>>),
    Http2(http2::SendRequest<Full<Bytes>>),
}

impl Sender {
    async fn ready(&mut self) -> hyper::Result<()> {
        match self {
            Self::Http1(sender) => sender.ready().await,
            Self::Http2(sender) => sender.ready().await,
        }
    }

    async fn send(
        &mut self,
        mut request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, TrySendError<Request<Full<Bytes>>>> {
        match self {
            Self::Http1(sender) => sender.try_send_request(request).await,
            Self::Http2(sender) => {
                name_authority(&mut request);
                sender.try_send_request(request).await
            }
        }
    }
}

/// Whether the server certainly did not process the request: it was never written, or the server sent GOAWAY before it
/// arrived (RFC 9113 §8.7).
fn is_unprocessed(error: &TrySendError<Request<Full<Bytes>>>) -> bool {
    let cause = std::error::Error::source(error.error());
    let goodbye = cause.and_then(|cause| cause.downcast_ref::<h2::Error>());
    error.message().is_some()
        || goodbye.is_some_and(|goodbye| {
            goodbye.is_go_away()
                && goodbye.is_remote()
                && goodbye.reason() == Some(h2::Reason::NO_ERROR)
        })
}

/// HTTP/2 names the host only in `:authority` (RFC 9113 §8.3.1).
fn name_authority(request: &mut Request<Full<Bytes>>) {
    let host = request.headers_mut().remove(HOST);
    let named = host.as_ref().and_then(|host| host.to_str().ok());
    let uri = named.and_then(|host| {
        format!("https://{host}{}", request.uri())
            .parse::<Uri>()
            .ok()
    });
    if let Some(uri) = uri {
        *request.uri_mut() = uri;
    }
}

async fn speak_http1(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
) -> Result<Sender, RequestError> {
    let speaking = http1::handshake(TokioIo::new(stream)).await;
    let (sender, connection) = speaking.map_err(because)?;
    // Its result is reported to the task that waits for a response.
    tokio::spawn(connection);
    Ok(Sender::Http1(sender))
}

async fn speak_http2(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
) -> Result<Sender, RequestError> {
    let speaking = http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await;
    let (sender, connection) = speaking.map_err(because)?;
    tokio::spawn(connection);
    Ok(Sender::Http2(sender))
}

fn because(error: hyper::Error) -> RequestError {
    match std::error::Error::source(&error) {
        Some(source) => lost(format_args!("{error}: {source}")),
        None => lost(error),
    }
}

fn lost(reason: impl fmt::Display) -> RequestError {
    RequestError::Lost(reason.to_string())
}

/// How long a user waits before trying again.
const PATIENCE: Duration = Duration::from_secs(10);
