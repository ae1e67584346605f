//! The accept loop: accepts connections, evicts old ones when the limits are reached, and closes them all at shutdown.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{Instant, sleep, timeout_at};

use super::activity::{ConnectionActivity, TotalRequests, requests_max};
use super::connection::{Accepted, Ready, serve};
use super::listen::drop_new_syns;
use super::registry::Registry;
use super::site::Site;
use super::{descriptors, tls};

/// Serves until `shutdown` completes, then drains the requests in flight within [`DRAIN_TIME_MAX`].
pub(super) async fn run(site: Site, listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let mut accept_loop = AcceptLoop::new(site);
    let mut shutdown = pin!(shutdown);
    let mut has_failed = false;
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            () = accept_loop.handle_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    has_failed = false;
                    accept_loop.accept(stream, peer);
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    // The first failure can be a short burst. A second one in a row means that the descriptors stay
                    // exhausted.
                    if has_failed {
                        accept_loop.evict_many();
                    }
                    has_failed = true;
                    sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
    accept_loop.close(listener).await;
}

struct AcceptLoop {
    site: Site,
    tls_config: Arc<ServerConfig>,
    epoch: Instant,
    descriptors: usize,
    registry: Registry,
    requests: Arc<TotalRequests>,
    connections: JoinSet<()>,
    ready_sender: mpsc::UnboundedSender<Ready>,
    ready_queue: mpsc::UnboundedReceiver<Ready>,
    is_closing: bool,
}

impl AcceptLoop {
    fn new(site: Site) -> Self {
        let epoch = Instant::now();
        // Unbounded, but each connection sends only once, so the queue is never longer than the list of connections.
        let (ready_sender, ready_queue) = mpsc::unbounded_channel();
        Self {
            tls_config: tls::server_config(site.clone()),
            site,
            epoch,
            descriptors: descriptors::connections_max(),
            registry: Registry::new(epoch),
            requests: Arc::default(),
            connections: JoinSet::new(),
            ready_sender,
            ready_queue,
            is_closing: false,
        }
    }

    /// Handles the next closed or ready connection, or an excess of requests; pends while there is none.
    async fn handle_next(&mut self) {
        tokio::select! {
            Some(ended) = self.connections.join_next_with_id() => self.on_closed(ended),
            Some(ready) = self.ready_queue.recv() => self.admit(ready),
            () = self.requests.is_exceeded.notified() => self.evict_busiest(),
        }
    }

    fn accept(&mut self, stream: TcpStream, peer: SocketAddr) {
        while let Some(ended) = self.connections.try_join_next_with_id() {
            self.on_closed(ended);
        }
        let pending_max = self.site.connections_max() * PENDING_PER_CONNECTION;
        // More than one can be over the limit after a reload has lowered it.
        while self.registry.pending() >= pending_max || self.registry.len() >= self.descriptors {
            if !self.evict_any() {
                self.count_shed();
                return;
            }
        }
        let activity = Arc::new(ConnectionActivity::new(self.epoch, self.requests.clone()));
        let task = self.connections.spawn(serve(Accepted {
            stream,
            peer,
            site: self.site.clone(),
            tls_config: self.tls_config.clone(),
            activity: activity.clone(),
            ready: self.ready_sender.clone(),
        }));
        if self.is_closing {
            activity.close_after_response();
        }
        self.registry.add(activity, task);
        self.update_gauge();
    }

    /// Admits a connection whose preamble has arrived, and evicts an idle one if the limit is reached.
    fn admit(&mut self, ready: Ready) {
        while !self.is_closing && self.registry.admitted() >= self.site.connections_max() {
            if !self.evict_admitted() {
                self.count_shed();
                // The receiver is gone if the connection was closed meanwhile.
                let _closed = ready.permit.send(false);
                return;
            }
        }
        let is_open = self.registry.admit(ready.id);
        let _closed = ready.permit.send(is_open);
    }

    fn on_closed(&mut self, ended: Result<(Id, ()), JoinError>) {
        let id = match ended {
            Ok((id, ())) => id,
            Err(error) => error.id(),
        };
        self.registry.remove(id);
        self.update_gauge();
    }

    fn evict_admitted(&mut self) -> bool {
        let evicted = self.registry.evict();
        self.count_evicted(evicted)
    }

    /// Evicts a pending connection first, because it has not sent a request yet.
    fn evict_any(&mut self) -> bool {
        let evicted = self.registry.evict_pending();
        self.count_evicted(evicted) || self.evict_admitted()
    }

    /// A page has a few requests in flight, so the connections with the most are the ones to close.
    fn evict_busiest(&mut self) {
        let requests_max = requests_max(self.site.connections_max());
        loop {
            let evicted = self.registry.evict_busiest(requests_max);
            if !self.count_evicted(evicted) {
                break;
            }
        }
        self.update_gauge();
    }

    /// Without descriptors, requests in flight cannot reach an upstream either.
    fn evict_many(&mut self) {
        for _ in 0..=self.registry.len() / EVICTED_PART {
            if !self.evict_any() {
                break;
            }
        }
        self.update_gauge();
    }

    fn count_evicted(&self, evicted: bool) -> bool {
        if evicted && let Some(metrics) = self.site.metrics() {
            metrics.evicted.inc();
        }
        evicted
    }

    fn count_shed(&self) {
        if let Some(metrics) = self.site.metrics() {
            metrics.shed.inc();
        }
    }

    fn update_gauge(&self) {
        if let Some(metrics) = self.site.metrics() {
            let open = i64::try_from(self.registry.len()).unwrap_or(i64::MAX);
            metrics.connections.set(open);
        }
    }

    async fn close(mut self, listener: TcpListener) {
        let began = Instant::now();
        self.is_closing = true;
        for activity in self.registry.activities() {
            activity.close_after_response();
        }
        self.accept_backlog(listener, began + BACKLOG_TIME_MAX)
            .await;
        // A request already on its way to an idle connection still gets a response, with `Connection: close`. A
        // connection that was accepted last has as much time to send its first bytes.
        if self.wait_until_closed(Instant::now() + LINGER_TIME).await {
            return;
        }
        for activity in self.registry.activities() {
            activity.close_when_idle();
        }
        self.registry.abort_silent();
        if !self.wait_until_closed(began + DRAIN_TIME_MAX).await {
            let connections = self.registry.len();
            tracing::warn!(
                connections,
                "aborted connections that did not finish in time"
            );
        }
    }

    /// Accepts the connections in the listener's queue: for their clients they are already open.
    async fn accept_backlog(&mut self, listener: TcpListener, until: Instant) {
        if let Err(error) = drop_new_syns(&listener) {
            tracing::debug!(%error, "connections that arrive during shutdown may be reset");
        }
        loop {
            let accepted = tokio::select! {
                accepted = timeout_at(until, listener.accept()) => accepted,
                () = self.handle_next() => continue,
            };
            let Ok(Ok((stream, peer))) = accepted else {
                return;
            };
            self.accept(stream, peer);
        }
    }

    async fn wait_until_closed(&mut self, deadline: Instant) -> bool {
        let leaving = async {
            while !self.connections.is_empty() {
                self.handle_next().await;
            }
        };
        timeout_at(deadline, leaving).await.is_ok()
    }
}

/// Pending connections per admitted one. A socket and its task take a fraction of an admitted connection's buffers, and
/// a flood must be this much larger before it evicts any connection.
const PENDING_PER_CONNECTION: usize = 4;
/// Retrying immediately when descriptors run out would only use CPU time.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// The part of the connections that is evicted when descriptors run out: one in eight, so a flood ends within a second.
const EVICTED_PART: usize = 8;
/// A handshake in progress completes within a round trip. A SYN that is dropped is sent again after a second, which is
/// after this time.
const BACKLOG_TIME_MAX: Duration = Duration::from_millis(300);
/// A long round trip. A request that arrives later finds the connection closed, which can happen at any time.
const LINGER_TIME: Duration = Duration::from_millis(500);
/// How long requests in flight may take to finish; a relayed request has the same limit.
const DRAIN_TIME_MAX: Duration = Duration::from_secs(10);
