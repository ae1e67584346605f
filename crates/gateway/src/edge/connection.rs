//! The life of one connection: its first byte, its handshake, its requests, its end.

use std::future::poll_fn;
use std::net::SocketAddr;
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

/// What a connection is born with.
pub(super) struct Accepted {
    pub(super) stream: TcpStream,
    pub(super) peer: SocketAddr,
    pub(super) site: Site,
    pub(super) tls_config: Arc<ServerConfig>,
    pub(super) activity: Arc<ConnectionActivity>,
    pub(super) ready: mpsc::UnboundedSender<Ready>,
}

/// A connection that has something to say asks whether it may come in.
pub(super) struct Ready {
    pub(super) id: Id,
    pub(super) permit: oneshot::Sender<bool>,
}

/// Serves a connection to its end.
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
        // By TLS it would take a handshake to say no.
        Some(false) if preamble == Preamble::RequestHead => {
            return unavailable::send_503(stream).await;
        }
        Some(false) | None => return,
    }
    // An answer is written whole; waiting for more of it would only delay its end.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps Nagle's algorithm");
    }
    let stream = TrackedStream::new(stream, activity.clone());
    let connection = Connection {
        peer: Peer(peer),
        activity,
        site,
    };
    // Each way is as large as what is spoken on it, which in one future would be the largest for all.
    if preamble == Preamble::ClientHello {
        Box::pin(connection.tls(stream, tls_config, deadline)).await;
    } else {
        Box::pin(connection.http1(TokioIo::new(stream))).await;
    }
}

/// `None` when there is nobody left to ask.
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
            // `ConnectionActivity` tells a slow head from an idle connection, for which hyper has only one limit.
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

/// Polls a connection until it ends or its activity says so.
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
            // A peer that goes away, or never says anything, is its own affair.
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
            // Most deadlines move back before they come, so the timer follows only when it rings or would be late.
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

/// Bytes of a request line with its headers; two cookies and a long callback URL fit.
pub(super) const HEAD_BYTES_MAX: usize = 16 * 1024;
/// The same bound as HTTP/2 counts it.
const HEADER_LIST_BYTES_MAX: u32 = 16 * 1024;
/// Requests at a time; a page asks for its assets and a credential per cluster.
const STREAMS_MAX: u32 = 64;
/// Streams that a peer opened and took back before they were looked at (CVE-2023-44487).
const RESETS_PENDING_MAX: usize = 20;
/// Streams that we had to reset, after which a peer is not making mistakes any more.
const RESETS_BY_US_MAX: usize = 64;
/// The largest body fits, so no upload waits for a window.
const STREAM_WINDOW_BYTES: u32 = 64 * 1024;
/// Bytes that may wait unread for all streams together.
const CONNECTION_WINDOW_BYTES: u32 = 256 * 1024;
/// Bytes of a stream's answer that wait for the peer; the rest of an asset stays where it is shared.
const SEND_BYTES_MAX: usize = 64 * 1024;
/// A peer that vanished is noticed while an answer is awaited.
const PING_INTERVAL: Duration = Duration::from_secs(20);
/// For the answer to a ping, across the slowest link.
const PING_TIME_MAX: Duration = Duration::from_secs(10);
