//! The accept loop: lets connections in while there is room, makes room, and ends them all in time.

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

use super::activity::ConnectionActivity;
use super::connection::{Accepted, Knock, live};
use super::listen::ignore_newcomers;
use super::registry::Registry;
use super::site::Site;
use super::{descriptors, tls};

/// Serves until `shutdown` completes, and then for as long as requests are under way and time is left.
pub(super) async fn run(site: Site, listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let mut door = Door::new(site);
    let mut shutdown = pin!(shutdown);
    let mut is_short = false;
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            () = door.serves() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    is_short = false;
                    door.let_in(stream, peer);
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    // Once is a moment in which more come than have gone; twice is a crowd that stays.
                    if is_short {
                        door.make_much_room();
                    }
                    is_short = true;
                    sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
    door.close(listener).await;
}

struct Door {
    site: Site,
    policy: Arc<ServerConfig>,
    epoch: Instant,
    descriptors: usize,
    registry: Registry,
    connections: JoinSet<()>,
    knock: mpsc::UnboundedSender<Knock>,
    knocks: mpsc::UnboundedReceiver<Knock>,
    is_closing: bool,
}

impl Door {
    fn new(site: Site) -> Self {
        let epoch = Instant::now();
        // Each connection knocks once, so there are never more than there are connections.
        let (knock, knocks) = mpsc::unbounded_channel();
        Self {
            policy: tls::policy(site.clone()),
            site,
            epoch,
            descriptors: descriptors::connections_max(),
            registry: Registry::new(epoch),
            connections: JoinSet::new(),
            knock,
            knocks,
            is_closing: false,
        }
    }

    /// Waits for somebody who leaves or knocks, and does what that asks for; waits for ever where nobody is.
    async fn serves(&mut self) {
        tokio::select! {
            Some(ended) = self.connections.join_next_with_id() => self.left(ended),
            Some(knock) = self.knocks.recv() => self.answer(knock),
        }
    }

    fn let_in(&mut self, stream: TcpStream, peer: SocketAddr) {
        while let Some(ended) = self.connections.try_join_next_with_id() {
            self.left(ended);
        }
        let waiting_max = self.site.connections_max() * WAITING_PER_CONNECTION;
        // More than one too many are there when a reload has lowered the limit.
        while self.registry.waiting() >= waiting_max || self.registry.len() >= self.descriptors {
            if !self.make_any_room() {
                self.count_shed();
                return;
            }
        }
        let activity = Arc::new(ConnectionActivity::new(self.epoch));
        let task = self.connections.spawn(live(Accepted {
            stream,
            peer,
            site: self.site.clone(),
            policy: self.policy.clone(),
            activity: activity.clone(),
            door: self.knock.clone(),
        }));
        if self.is_closing {
            activity.close_after_response();
        }
        self.registry.add(activity, task);
        self.count();
    }

    /// Lets somebody in from the threshold, who has a request, if there is room or can be made.
    fn answer(&mut self, knock: Knock) {
        while !self.is_closing && self.registry.inside() >= self.site.connections_max() {
            if !self.make_room() {
                self.count_shed();
                // Who hung up meanwhile does not need the answer.
                let _gone = knock.may_enter.send(false);
                return;
            }
        }
        let is_here = self.registry.enter(knock.id);
        let _gone = knock.may_enter.send(is_here);
    }

    fn left(&mut self, ended: Result<(Id, ()), JoinError>) {
        let id = match ended {
            Ok((id, ())) => id,
            Err(error) => error.id(),
        };
        self.registry.forget(id);
        self.count();
    }

    fn make_room(&mut self) -> bool {
        let evicted = self.registry.evict();
        self.count_evicted(evicted)
    }

    /// Those at the threshold are the least loss.
    fn make_any_room(&mut self) -> bool {
        let evicted = self.registry.evict_waiting();
        self.count_evicted(evicted) || self.make_room()
    }

    /// Descriptors ran out, so requests under way cannot reach an upstream either.
    fn make_much_room(&mut self) {
        for _ in 0..=self.registry.len() / ROOM_PART {
            if !self.make_any_room() {
                break;
            }
        }
        self.count();
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

    fn count(&self) {
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
        self.let_in_the_last(listener, began + KNOCK_TIME_MAX).await;
        // A request that is on its way to an idle connection is still answered, as the last one; and who came last has
        // as much time to say a word.
        if self.all_leave(Instant::now() + LINGER_TIME).await {
            return;
        }
        for activity in self.registry.activities() {
            activity.close_when_idle();
        }
        self.registry.abort_silent();
        if !self.all_leave(began + DRAIN_TIME_MAX).await {
            let connections = self.registry.len();
            tracing::warn!(
                connections,
                "connections were cut because they did not finish in time"
            );
        }
    }

    /// For those that wait in the listener's queue the connection is open already.
    async fn let_in_the_last(&mut self, listener: TcpListener, until: Instant) {
        if let Err(error) = ignore_newcomers(&listener) {
            tracing::debug!(%error, "connections that come at the very end may be reset");
        }
        loop {
            let accepted = tokio::select! {
                accepted = timeout_at(until, listener.accept()) => accepted,
                () = self.serves() => continue,
            };
            let Ok(Ok((stream, peer))) = accepted else {
                return;
            };
            self.let_in(stream, peer);
        }
    }

    async fn all_leave(&mut self, deadline: Instant) -> bool {
        let leaving = async {
            while !self.connections.is_empty() {
                self.serves().await;
            }
        };
        timeout_at(deadline, leaving).await.is_ok()
    }
}

/// So many may wait for each that may be inside: a socket with its task takes a fraction of what buffers do, and a flood
/// has to be this much larger before it pushes anybody out.
const WAITING_PER_CONNECTION: usize = 4;
/// When file descriptors run out, trying again at once would only burn a core.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// One in so many connections goes when descriptors run out, so that a flood is over within a second.
const ROOM_PART: usize = 8;
/// Who has knocked is in within a round trip, and who knocks in vain does so again after a second, which is after this.
const KNOCK_TIME_MAX: Duration = Duration::from_millis(300);
/// A round trip across the world and a bit; what comes later finds the connection closed, as it might at any time.
const LINGER_TIME: Duration = Duration::from_millis(500);
/// How long requests under way may take to finish; a relayed one is bounded by the same time.
const DRAIN_TIME_MAX: Duration = Duration::from_secs(10);
