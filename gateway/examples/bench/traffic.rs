//! One client's connection: kept alive, opened again when the server has closed it between two requests.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{HOST, HeaderName, HeaderValue};
use hyper::{HeaderMap, Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::secure::Secure;

/// What is requested, again and again.
pub(crate) struct Asked {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Bytes,
}

/// A success, as a whole.
pub(crate) struct Answer {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Why a request was no success.
pub(crate) enum Failed {
    /// There was an answer, of this status.
    Refused(StatusCode),
    /// There was none.
    Lost(String),
}

/// A connection, open or not.
pub(crate) struct Line {
    address: SocketAddr,
    secure: Option<Arc<Secure>>,
    open: Option<SendRequest<Full<Bytes>>>,
    /// Requests that were sent again, because the connection had ended before the first byte of them was written.
    pub(crate) repeated: usize,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(status) => write!(f, "status {status}"),
            Self::Lost(reason) => f.write_str(reason),
        }
    }
}

impl Asked {
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
    /// Whom the request names.
    pub(crate) fn host(&self) -> Option<&str> {
        self.headers.get(HOST)?.to_str().ok()
    }

    fn request(&self, address: SocketAddr) -> Result<Request<Full<Bytes>>, Failed> {
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

impl Line {
    /// Without TLS unless somebody is to be believed.
    pub(crate) fn new(address: SocketAddr, secure: Option<Arc<Secure>>) -> Self {
        Self {
            address,
            secure,
            open: None,
            repeated: 0,
        }
    }

    /// The next request opens a connection.
    pub(crate) fn hang_up(&mut self) {
        self.open = None;
    }

    /// One request and its whole answer; anything but success within the patience of a person is a failure.
    pub(crate) async fn request(&mut self, asked: &Asked) -> Result<Answer, Failed> {
        let done = timeout(PATIENCE, self.exchange(asked)).await;
        let done = done.unwrap_or_else(|_| Err(lost("no answer in time")));
        if done.is_err() {
            self.hang_up();
        }
        done
    }

    async fn exchange(&mut self, asked: &Asked) -> Result<Answer, Failed> {
        let (mut sender, is_reused) = self.sender().await?;
        let request = asked.request(self.address)?;
        let answer = match sender.try_send_request(request).await {
            Ok(answer) => answer,
            Err(mut error) => match error.take_message() {
                // Of a request that was never written, a browser knows that it can be sent elsewhere.
                Some(request) if is_reused => {
                    self.repeated += 1;
                    sender = self.connect().await?;
                    sender.ready().await.map_err(because)?;
                    sender.send_request(request).await.map_err(because)?
                }
                _ => return Err(because(error.into_error())),
            },
        };
        let (head, body) = answer.into_parts();
        let body = body.collect().await.map_err(because)?.to_bytes();
        if !head.status.is_success() {
            return Err(Failed::Refused(head.status));
        }
        self.open = Some(sender);
        Ok(Answer {
            headers: head.headers,
            body,
        })
    }

    /// A connection that can take a request, and whether it has taken one before.
    async fn sender(&mut self) -> Result<(SendRequest<Full<Bytes>>, bool), Failed> {
        if let Some(mut sender) = self.open.take()
            && sender.ready().await.is_ok()
        {
            return Ok((sender, true));
        }
        let mut sender = self.connect().await?;
        sender.ready().await.map_err(because)?;
        Ok((sender, false))
    }

    async fn connect(&self) -> Result<SendRequest<Full<Bytes>>, Failed> {
        let connecting = |error| lost(format_args!("connecting: {error}"));
        let stream = TcpStream::connect(self.address).await.map_err(connecting)?;
        // Both sides write whole messages, so waiting for more to send would only measure the wait.
        stream.set_nodelay(true).map_err(connecting)?;
        match &self.secure {
            Some(secure) => {
                let secured = secure.connect(stream).await;
                speak(secured.map_err(|error| lost(format_args!("handshake: {error}")))?).await
            }
            None => speak(stream).await,
        }
    }
}

async fn speak(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
) -> Result<SendRequest<Full<Bytes>>, Failed> {
    let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(because)?;
    // How it ends is told to whoever is waiting for an answer.
    tokio::spawn(connection);
    Ok(sender)
}

fn because(error: hyper::Error) -> Failed {
    match std::error::Error::source(&error) {
        Some(source) => lost(format_args!("{error}: {source}")),
        None => lost(error),
    }
}

fn lost(reason: impl fmt::Display) -> Failed {
    Failed::Lost(reason.to_string())
}

/// As long as a person waits before trying again.
const PATIENCE: Duration = Duration::from_secs(10);
