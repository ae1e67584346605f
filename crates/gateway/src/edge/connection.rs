//! One connection: its preamble, its TLS handshake, its requests and its end.

use std::future::poll_fn;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use hyper::rt::{Read, Write};
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulConnection;
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};
use tokio::task::{self, Id};
use tokio::time::{Instant, sleep_until, timeout_at};
use tokio_rustls::TlsAcceptor;

use super::activity::{ConnectionActivity, HEAD_TIME_MAX, NextAction};
use super::io::TrackedStream;
use super::peer::Peer;
use super::preread::{Preamble, wait_for_preamble};
use super::service::answer;
use super::site::Site;
use super::tls::H2;
use super::unavailable;

/// A connection that was accepted, with everything it needs.
pub(super) struct Accepted {
    pub(super) stream: TcpStream,
    pub(super) peer: SocketAddr,
    pub(super) site: Site,
    pub(super) tls_config: Arc<ServerConfig>,
    pub(super) activity: Arc<ConnectionActivity>,
    pub(super) ready: mpsc::UnboundedSender<Ready>,
}

/// A connection whose preamble has arrived asks the accept loop for a permit.
pub(super) struct Ready {
    pub(super) id: Id,
    pub(super) permit: oneshot::Sender<bool>,
}

/// Serves a connection until it ends.
pub(super) async fn serve(accepted: Accepted) {
    let deadline = Instant::now() + HEAD_TIME_MAX;
    let Accepted {
        stream,
        peer,
        site,
        tls_config,
        activity,
        ready,
    } = accepted;
    let preamble = match site.certificate() {
        Some(_) => Preamble::ClientHello,
        None => Preamble::RequestHead,
    };
    let Ok(Ok(())) = timeout_at(deadline, wait_for_preamble(&stream, preamble, &activity)).await
    else {
        return;
    };
    match request_permit(&ready).await {
        Some(true) => {}
        // Over TLS, a response would require the handshake first.
        Some(false) if preamble == Preamble::RequestHead => {
            return unavailable::send_503(stream).await;
        }
        Some(false) | None => return,
    }
    // Responses are written as a whole, so Nagle's algorithm would only delay the last packet.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "cannot disable Nagle's algorithm for a connection");
    }
    let stream = TrackedStream::new(stream, activity.clone());
    let connection = Connection {
        peer: Peer(peer),
        activity,
        site,
    };
    // Boxed, because otherwise this future would be as large as the largest of the three protocols' futures.
    if preamble == Preamble::ClientHello {
        Box::pin(connection.tls(stream, tls_config, deadline)).await;
    } else {
        Box::pin(connection.http1(TokioIo::new(stream))).await;
    }
}

/// Serves HTTP/2 on a stream whose handshake is complete, outside of the accept loop.
pub(super) async fn serve_http2(
    site: Site,
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
) {
    let activity = Arc::new(ConnectionActivity::new(Instant::now(), Arc::default()));
    activity.on_handshake_complete(true);
    let connection = Connection {
        peer: Peer(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
        activity,
        site,
    };
    connection.http2(TokioIo::new(stream)).await;
}

/// Returns `None` if the accept loop has ended.
async fn request_permit(ready: &mpsc::UnboundedSender<Ready>) -> Option<bool> {
    let (permit, answer) = oneshot::channel();
    let id = task::id();
    ready.send(Ready { id, permit }).ok()?;
    answer.await.ok()
}

struct Connection {
    peer: Peer,
    activity: Arc<ConnectionActivity>,
    site: Site,
}

impl Connection {
    async fn tls(self, stream: TrackedStream, tls_config: Arc<ServerConfig>, deadline: Instant) {
        let handshake = TlsAcceptor::from(tls_config).accept(stream);
        let Ok(Ok(stream)) = Box::pin(timeout_at(deadline, handshake)).await else {
            return;
        };
        let is_multiplexed = stream.get_ref().1.alpn_protocol() == Some(H2);
        self.activity.on_handshake_complete(is_multiplexed);
        let stream = TokioIo::new(stream);
        if is_multiplexed {
            Box::pin(self.http2(stream)).await;
        } else {
            Box::pin(self.http1(stream)).await;
        }
    }

    async fn http1(self, stream: impl Read + Write + Send + Unpin + 'static) {
        let activity = self.activity.clone();
        let service = service_fn(|request| answer(&self.site, self.peer, &self.activity, request));
        let connection = pin!(
            http1::Builder::new()
            // hyper has one limit for a slow head and an idle connection; `ConnectionActivity` distinguishes them.
            .header_read_timeout(None)
            .max_buf_size(HEAD_BYTES_MAX)
            .serve_connection(stream, service)
        );
        drive(connection, &activity).await;
    }

    async fn http2(self, stream: impl Read + Write + Send + Unpin + 'static) {
        let activity = self.activity.clone();
        let service = service_fn(|request| answer(&self.site, self.peer, &self.activity, request));
        let connection = pin!(
            http2::Builder::new(TokioExecutor::new())
                .timer(TokioTimer::new())
                .max_concurrent_streams(STREAMS_MAX)
                .max_header_list_size(HEADER_LIST_BYTES_MAX)
                .max_pending_accept_reset_streams(RESETS_PENDING_MAX)
                .max_local_error_reset_streams(RESETS_BY_US_MAX)
                .initial_stream_window_size(STREAM_WINDOW_BYTES)
                .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
                .max_send_buf_size(SEND_BYTES_MAX)
                .keep_alive_interval(PING_INTERVAL)
                .keep_alive_timeout(PING_TIME_MAX)
                .serve_connection(stream, service)
        );
        drive(connection, &activity).await;
    }
}

/// Polls a connection until it ends or its activity requires an end.
async fn drive<C: GracefulConnection>(mut connection: Pin<&mut C>, activity: &ConnectionActivity) {
    let mut timer = pin!(sleep_until(Instant::now() + HEAD_TIME_MAX));
    let mut has_waker = false;
    let mut is_closing = false;
    poll_fn(|cx| {
        if !has_waker {
            activity.set_waker(cx);
            has_waker = true;
        }
        loop {
            // An error here means that the peer went away or never sent a request, which needs no log line.
            if connection.as_mut().poll(cx).is_ready() {
                return Poll::Ready(());
            }
            let again = match activity.next_action() {
                NextAction::Abort => return Poll::Ready(()),
                NextAction::Close(_) if !is_closing => {
                    is_closing = true;
                    connection.as_mut().graceful_shutdown();
                    continue;
                }
                NextAction::Close(again) | NextAction::Wait(again) => again,
            };
            // Most deadlines are extended before they expire, so the timer is reset only when it fires or would be
            // late.
            if timer.deadline() > again {
                timer.as_mut().reset(again);
            }
            while timer.as_mut().poll(cx).is_ready() {
                if timer.deadline() >= again {
                    break;
                }
                timer.as_mut().reset(again);
            }
            if !timer.is_elapsed() {
                return Poll::Pending;
            }
        }
    })
    .await;
}

/// Bytes of a request line and its headers; two cookies and a long callback URL fit.
pub(super) const HEAD_BYTES_MAX: usize = 16 * 1024;
/// The same limit as HTTP/2 counts it.
const HEADER_LIST_BYTES_MAX: u32 = 16 * 1024;
/// Concurrent requests; a page loads its assets and one credential per cluster.
const STREAMS_MAX: u32 = 64;
/// Streams that a peer opened and reset before they were accepted (CVE-2023-44487).
const RESETS_PENDING_MAX: usize = 20;
/// Streams that the gateway had to reset; more of them are not a mistake of the peer.
const RESETS_BY_US_MAX: usize = 64;
/// The largest body fits, so no upload waits for a window update.
const STREAM_WINDOW_BYTES: u32 = 64 * 1024;
/// Unread bytes of all streams together.
const CONNECTION_WINDOW_BYTES: u32 = 256 * 1024;
/// Bytes of one stream's response that are buffered for the peer; the rest of an asset stays in shared memory.
const SEND_BYTES_MAX: usize = 64 * 1024;
/// Detects a peer that vanished during a response.
const PING_INTERVAL: Duration = Duration::from_secs(20);
/// For the response to a ping, over the slowest link.
const PING_TIME_MAX: Duration = Duration::from_secs(10);
