//! A fake server with scripted responses, with or without TLS.

use std::convert::Infallible;
use std::sync::Arc;

use axum::http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// A received request.
pub(crate) struct ReceivedRequest {
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// A response.
#[derive(Default)]
pub(crate) struct FakeResponse {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

impl From<(u16, String)> for FakeResponse {
    fn from((status, body): (u16, String)) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body,
        }
    }
}

/// Computes a response from the server's own URL and the request.
type Script = dyn Fn(&str, &ReceivedRequest) -> FakeResponse + Send + Sync;

/// A server on a loopback port that stops when dropped.
pub(crate) struct Fake {
    pub(crate) url: String,
    task: JoinHandle<()>,
}

impl Fake {
    pub(crate) async fn start<R: Into<FakeResponse>>(
        tls: Option<TlsAcceptor>,
        script: impl Fn(&str, &ReceivedRequest) -> R + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}", listener.local_addr().unwrap());
        let own: Arc<str> = url.as_str().into();
        let script: Arc<Script> =
            Arc::new(move |own: &str, received: &ReceivedRequest| script(own, received).into());
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (own, script, tls) = (own.clone(), script.clone(), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => serve(stream, own, script).await,
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                serve(stream, own, script).await;
                            }
                        }
                    }
                });
            }
        });
        Self { url, task }
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    own: Arc<str>,
    script: Arc<Script>,
) {
    let service = service_fn(move |request: Request<Incoming>| {
        let (own, script) = (own.clone(), script.clone());
        async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await.map(|body| body.to_bytes());
            let received = ReceivedRequest {
                path: head.uri.path().to_owned(),
                query: head.uri.query().unwrap_or_default().to_owned(),
                headers: head.headers,
                body: String::from_utf8_lossy(&body.unwrap_or_default()).into_owned(),
            };
            let response = script(&own, &received);
            let mut answer = Response::builder().status(response.status);
            for (name, value) in response.headers {
                answer = answer.header(name, value);
            }
            let body = Full::new(Bytes::from(response.body));
            Ok::<_, Infallible>(answer.body(body).unwrap())
        }
    });
    // Errors of disconnected clients are ignored.
    let _gone = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}
