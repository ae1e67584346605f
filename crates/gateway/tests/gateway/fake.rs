//! A scripted upstream, which records its requests.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, Request, Response};
use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::Frame;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::{Interval, interval};
use tokio_rustls::TlsAcceptor;

/// One request to an upstream.
#[derive(Clone, Debug)]
pub(crate) struct UpstreamRequest {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl UpstreamRequest {
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        let mut fields = form_urlencoded::parse(self.body.as_bytes());
        fields
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.into_owned())
    }
}

/// A scripted response.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
    continues_with: Option<EndlessBody>,
    gated_by: Option<watch::Receiver<bool>>,
}

impl Reply {
    pub(crate) fn json(status: u16, body: impl ToString) -> Self {
        let headers = vec![("content-type", "application/json".to_owned())];
        Self {
            status,
            headers,
            body: body.to_string(),
            continues_with: None,
            gated_by: None,
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

impl Reply {
    /// Sends the head and the body, but never the end.
    pub(crate) fn without_end(mut self) -> Self {
        self.continues_with = Some(EndlessBody::Silently);
        self
    }

    /// Continues the body without end.
    pub(crate) fn endless(mut self, how: EndlessBody) -> Self {
        self.continues_with = Some(how);
        self
    }

    /// Waits until `gate` opens.
    pub(crate) fn gated_by(mut self, gate: &watch::Sender<bool>) -> Self {
        self.gated_by = Some(gate.subscribe());
        self
    }

    /// Never sends anything.
    pub(crate) fn silence() -> Self {
        Self::json(0, "")
    }
}

/// How an endless body continues.
#[derive(Clone, Copy, Debug)]
pub(crate) enum EndlessBody {
    Silently,
    /// One byte per second.
    Trickling,
    /// As fast as the client reads.
    Flooding,
}

struct Endless {
    start: Option<Bytes>,
    continues_with: EndlessBody,
    seconds: Interval,
}

impl hyper::body::Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let more = match (self.start.take(), self.continues_with) {
            (Some(bytes), _) => bytes,
            // Never wakes.
            (None, EndlessBody::Silently) => return Poll::Pending,
            (None, EndlessBody::Trickling) => match self.seconds.poll_tick(cx) {
                Poll::Ready(_) => Bytes::from_static(b" "),
                Poll::Pending => return Poll::Pending,
            },
            (None, EndlessBody::Flooding) => Bytes::from_static(&[b' '; 16 * 1024]),
        };
        Poll::Ready(Some(Ok(Frame::data(more))))
    }
}

type Script = dyn Fn(&str, &UpstreamRequest) -> Reply + Send + Sync;

#[derive(Default)]
struct Journal {
    asked: Mutex<Vec<UpstreamRequest>>,
    grown: Notify,
}

/// A server on a loopback port that stops when dropped.
pub(crate) struct Fake {
    pub(crate) url: String,
    journal: Arc<Journal>,
    task: JoinHandle<()>,
}

impl Fake {
    /// Plain HTTP; the script gets the server's own URL and the request.
    pub(crate) async fn start(
        script: impl Fn(&str, &UpstreamRequest) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self::listen(Arc::new(script), None).await
    }

    /// HTTPS with the given certificate.
    pub(crate) async fn start_tls(
        tls: TlsAcceptor,
        script: impl Fn(&str, &UpstreamRequest) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self::listen(Arc::new(script), Some(tls)).await
    }

    async fn listen(script: Arc<Script>, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}", listener.local_addr().unwrap());
        let journal = Arc::new(Journal::default());
        let (own_url, kept) = (url.clone(), journal.clone());
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (url, script, kept) = (own_url.clone(), script.clone(), kept.clone());
                let tls = tls.clone();
                tokio::spawn(async move {
                    match tls {
                        None => serve(stream, url, script, kept).await,
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                serve(stream, url, script, kept).await;
                            }
                        }
                    }
                });
            }
        });
        Self { url, journal, task }
    }

    /// All requests so far.
    pub(crate) fn requests(&self) -> Vec<UpstreamRequest> {
        self.journal.asked.lock().unwrap().clone()
    }

    /// Waits until a path was requested `times` times; only one task may wait.
    pub(crate) async fn wait_for(&self, path: &str, times: usize) {
        while self.count(path) < times {
            self.journal.grown.notified().await;
        }
    }

    /// How often a path was requested.
    pub(crate) fn count(&self, path: &str) -> usize {
        self.requests()
            .iter()
            .filter(|asked| asked.path == path)
            .count()
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve<S>(stream: S, url: String, script: Arc<Script>, journal: Arc<Journal>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request: Request<hyper::body::Incoming>| {
        let (url, script, journal) = (url.clone(), script.clone(), journal.clone());
        async move {
            let (head, body) = request.into_parts();
            let body = body
                .collect()
                .await
                .map(|body| body.to_bytes())
                .unwrap_or_default();
            let asked = UpstreamRequest {
                method: head.method.to_string(),
                path: head.uri.to_string(),
                headers: head.headers,
                body: String::from_utf8_lossy(&body).into_owned(),
            };
            journal.asked.lock().unwrap().push(asked.clone());
            journal.grown.notify_one();
            let reply = script(&url, &asked);
            if reply.status == 0 {
                std::future::pending::<()>().await;
            }
            if let Some(mut gate) = reply.gated_by {
                // A dropped gate counts as open.
                gate.wait_for(|is_open| *is_open).await.ok();
            }
            let mut response = Response::builder().status(reply.status);
            for (name, value) in reply.headers {
                response = response.header(name, value);
            }
            let body = match reply.continues_with {
                None => Body::from(reply.body),
                Some(continues_with) => Body::new(Endless {
                    start: Some(reply.body.into()),
                    continues_with,
                    seconds: interval(Duration::from_secs(1)),
                }),
            };
            Ok::<_, Infallible>(response.body(body).unwrap())
        }
    });
    // Some tests let the gateway stop reading early.
    let _ended = http1::Builder::new()
        .auto_date_header(false)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}
