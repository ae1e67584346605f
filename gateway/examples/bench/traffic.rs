//! One client's connection: kept alive, opened again when the server has closed it between two requests.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{HOST, HeaderName, HeaderValue};
use hyper::{HeaderMap, Method, Request};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// What is requested, again and again.
pub(crate) struct Asked {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Bytes,
}

/// A connection, open or not.
pub(crate) struct Line {
    address: SocketAddr,
    asked: Arc<Asked>,
    open: Option<SendRequest<Full<Bytes>>>,
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
}

impl Line {
    pub(crate) fn new(address: SocketAddr, asked: Arc<Asked>) -> Self {
        Self {
            address,
            asked,
            open: None,
        }
    }

    /// The next request opens a connection.
    pub(crate) fn hang_up(&mut self) {
        self.open = None;
    }

    /// One request and its whole answer; anything but success within the patience of a person is a failure.
    pub(crate) async fn request(&mut self) -> Result<(), String> {
        let done = timeout(PATIENCE, self.exchange()).await;
        let done = done.unwrap_or_else(|_| Err("no answer in time".to_owned()));
        if done.is_err() {
            self.hang_up();
        }
        done
    }

    async fn exchange(&mut self) -> Result<(), String> {
        let text = |error: hyper::Error| match std::error::Error::source(&error) {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        };
        let mut sender = match self.open.take() {
            Some(sender) if !sender.is_closed() => sender,
            _ => self.connect().await?,
        };
        sender.ready().await.map_err(text)?;
        let mut request = Request::new(Full::new(self.asked.body.clone()));
        *request.method_mut() = self.asked.method.clone();
        *request.uri_mut() = self
            .asked
            .path
            .parse()
            .map_err(|error| format!("the path: {error}"))?;
        request.headers_mut().clone_from(&self.asked.headers);
        if !request.headers().contains_key(HOST) {
            let host = HeaderValue::try_from(self.address.to_string());
            request
                .headers_mut()
                .insert(HOST, host.map_err(|error| error.to_string())?);
        }
        let answer = sender.send_request(request).await.map_err(text)?;
        let status = answer.status();
        answer.into_body().collect().await.map_err(text)?;
        if !status.is_success() {
            return Err(format!("status {status}"));
        }
        self.open = Some(sender);
        Ok(())
    }

    async fn connect(&self) -> Result<SendRequest<Full<Bytes>>, String> {
        let stream = TcpStream::connect(self.address)
            .await
            .map_err(|error| format!("connecting: {error}"))?;
        // Both sides write whole messages, so waiting for more to send would only measure the wait.
        stream
            .set_nodelay(true)
            .map_err(|error| error.to_string())?;
        let (sender, connection) = handshake(TokioIo::new(stream))
            .await
            .map_err(|error| error.to_string())?;
        // How it ends is told to whoever is waiting for an answer.
        tokio::spawn(connection);
        Ok(sender)
    }
}

/// As long as a person waits before trying again.
const PATIENCE: Duration = Duration::from_secs(10);
