//! The state of one connection with timestamps, and the time limits of each state.
//!
//! The socket and the requests write it; the connection's task and the accept loop read it. The values are independent
//! of each other, so relaxed ordering is sufficient.

use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, AtomicUsize};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Waker};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

/// The state of one connection. Times are milliseconds since an epoch that all connections share; 0 means never.
pub(super) struct ConnectionActivity {
    epoch: Instant,
    accepted: u64,
    /// When the first byte of the current request arrived.
    head_since: AtomicU64,
    /// When the last response was complete; [`NEVER`] before the first one.
    idle_since: AtomicU64,
    in_flight: AtomicU32,
    /// Since when each request in flight waits for the client, or when the client last accepted a part of the response;
    /// [`NEVER`] while the gateway works on it.
    progress: Mutex<Vec<Arc<AtomicU64>>>,
    total: Arc<TotalRequests>,
    has_received: AtomicBool,
    is_multiplexed: AtomicBool,
    closing: AtomicU8,
    waker: Mutex<Option<Waker>>,
}

/// What the connection's task does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NextAction {
    /// Nothing; check again at this time.
    Wait(Instant),
    /// Close the connection gracefully, as the protocol defines it, and check again at this time.
    Close(Instant),
    /// Drop the connection: a time limit is exceeded.
    Abort,
}

/// The order of eviction: connections without any response first, then those that have been idle longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum EvictionRank {
    /// No response yet; the time at which the connection was accepted.
    Unserved(u64),
    /// No request in flight, or one waits for the client; since when.
    Idle(u64),
    /// A request is in flight.
    Busy,
}

impl ConnectionActivity {
    /// The state of a connection that was accepted now.
    pub(super) fn new(epoch: Instant, total: Arc<TotalRequests>) -> Self {
        let accepted = timestamp(epoch);
        Self {
            epoch,
            accepted,
            head_since: AtomicU64::new(accepted),
            idle_since: AtomicU64::new(NEVER),
            in_flight: AtomicU32::new(0),
            progress: Mutex::default(),
            total,
            has_received: AtomicBool::new(false),
            is_multiplexed: AtomicBool::new(false),
            closing: AtomicU8::new(OPEN),
            waker: Mutex::new(None),
        }
    }

    /// The TLS handshake is complete; the time limit of the first request starts here.
    pub(super) fn on_handshake_complete(&self, multiplexed: bool) {
        self.is_multiplexed.store(multiplexed, Relaxed);
        self.head_since.store(timestamp(self.epoch), Relaxed);
    }

    /// Bytes arrived.
    pub(super) fn on_bytes_read(&self) {
        self.has_received.store(true, Relaxed);
        // In HTTP/2 the bytes can belong to any stream, so only complete request heads count.
        if self.in_flight.load(Relaxed) == 0
            && !self.is_multiplexed.load(Relaxed)
            && self.head_since.load(Relaxed) == NEVER
        {
            self.head_since.store(timestamp(self.epoch), Relaxed);
        }
    }

    /// A request's head is complete; returns where the request records its progress.
    pub(super) fn on_request_start(&self) -> Arc<AtomicU64> {
        self.total.count.fetch_add(1, Relaxed);
        self.in_flight.fetch_add(1, Relaxed);
        self.head_since.store(NEVER, Relaxed);
        let progress_at = Arc::new(AtomicU64::new(NEVER));
        lock(&self.progress).push(progress_at.clone());
        progress_at
    }

    /// A response began, or the client accepted a part of it.
    pub(super) fn on_progress(&self, progress_at: &AtomicU64) {
        progress_at.store(timestamp(self.epoch), Relaxed);
    }

    /// A handler waits for the rest of a request's body. Only the first wait counts, so that single bytes do not keep
    /// the connection.
    pub(super) fn on_body_wait(&self, progress_at: &AtomicU64) {
        let now = timestamp(self.epoch);
        // Failure means that it waits already.
        let _waits = progress_at.compare_exchange(NEVER, now, Relaxed, Relaxed);
    }

    /// A request's body is complete.
    pub(super) fn on_body_end(&self, progress_at: &AtomicU64) {
        progress_at.store(NEVER, Relaxed);
    }

    /// A response was written or dropped.
    pub(super) fn on_request_end(&self, progress_at: &Arc<AtomicU64>) {
        lock(&self.progress).retain(|it| !Arc::ptr_eq(it, progress_at));
        self.idle_since.store(timestamp(self.epoch), Relaxed);
        self.in_flight.fetch_sub(1, Relaxed);
        self.total.count.fetch_sub(1, Relaxed);
    }

    /// Wakes the accept loop if all connections together have too many requests in flight.
    pub(super) fn limit_requests(&self, connections_max: usize) {
        if self.total.count.load(Relaxed) > requests_max(connections_max) {
            self.total.is_exceeded.notify_one();
        }
    }

    /// The number of requests in flight.
    pub(super) fn in_flight(&self) -> usize {
        // At least 32 bits on all supported platforms.
        self.in_flight.load(Relaxed) as usize
    }

    /// The last progress of the request that has waited longest for its client.
    fn oldest_progress(&self) -> Option<u64> {
        let progress = lock(&self.progress);
        let progress = progress.iter().map(|it| it.load(Relaxed));
        progress.filter(|at| *at != NEVER).min()
    }

    /// The next action, according to the time limits.
    pub(super) fn next_action(&self) -> NextAction {
        let now = timestamp(self.epoch);
        let head = self.head_since.load(Relaxed);
        let idle = self.idle_since.load(Relaxed);
        let is_free = self.in_flight.load(Relaxed) == 0;
        let is_unserved = is_free && idle == NEVER;
        let is_closing = self.has_reached(CLOSE_WHEN_IDLE)
            || self.has_reached(CLOSE_AFTER_RESPONSE) && self.is_multiplexed.load(Relaxed);
        // A browser repeats a request if a connection closes that has served one before, but not if a new connection
        // closes.
        let mut closes = is_closing && !is_unserved;
        let mut again = after(now, IDLE_TIME_MAX);
        if is_free {
            let abort = if head == NEVER {
                let over = after(idle, IDLE_TIME_MAX);
                closes |= now >= over;
                again = over;
                after(over, GRACEFUL_CLOSE_TIME_MAX)
            } else {
                after(head, HEAD_TIME_MAX)
            };
            if now >= abort {
                return NextAction::Abort;
            }
            if head != NEVER || closes {
                again = abort;
            }
        }
        if let Some(progress) = self.oldest_progress() {
            let abort = after(progress, PROGRESS_TIME_MAX);
            if now >= abort {
                return NextAction::Abort;
            }
            again = again.min(abort);
        }
        let again = self.epoch + Duration::from_millis(again - FIRST);
        if closes {
            NextAction::Close(again)
        } else {
            NextAction::Wait(again)
        }
    }

    /// The rank among the connections that can be evicted.
    pub(super) fn eviction_rank(&self) -> EvictionRank {
        if self.in_flight.load(Relaxed) > 0 {
            let waits = self.oldest_progress().map(|at| after(at, WAIT_TIME_MIN));
            return match waits {
                Some(since) if since <= timestamp(self.epoch) => EvictionRank::Idle(since),
                Some(_) | None => EvictionRank::Busy,
            };
        }
        match self.idle_since.load(Relaxed) {
            NEVER => EvictionRank::Unserved(self.accepted),
            since => EvictionRank::Idle(since),
        }
    }

    /// Whether any byte has arrived.
    pub(super) fn has_received(&self) -> bool {
        self.has_received.load(Relaxed)
    }

    /// Whether the next response must be the last one.
    pub(super) fn is_closing(&self) -> bool {
        self.has_reached(CLOSE_AFTER_RESPONSE)
    }

    /// Closes the connection after its next response.
    pub(super) fn close_after_response(&self) {
        self.close(CLOSE_AFTER_RESPONSE);
    }

    /// Closes the connection as soon as no request is in flight.
    pub(super) fn close_when_idle(&self) {
        self.close(CLOSE_WHEN_IDLE);
    }

    /// Stores the waker for the case that the connection must close.
    pub(super) fn set_waker(&self, cx: &Context<'_>) {
        *lock(&self.waker) = Some(cx.waker().clone());
    }

    fn has_reached(&self, stage: u8) -> bool {
        self.closing.load(Relaxed) >= stage
    }

    fn close(&self, stage: u8) {
        self.closing.store(stage, Relaxed);
        if let Some(waker) = lock(&self.waker).as_ref() {
            waker.wake_by_ref();
        }
    }
}

/// The requests in flight of all connections together.
#[derive(Default)]
pub(super) struct TotalRequests {
    count: AtomicUsize,
    /// There are more than [`requests_max`].
    pub(super) is_exceeded: Notify,
}

/// The limit of requests in flight, which bounds their buffers.
pub(super) fn requests_max(connections_max: usize) -> usize {
    connections_max.saturating_mul(REQUESTS_PER_CONNECTION)
}

/// No critical section panics.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The current time in milliseconds since `epoch`, starting at [`FIRST`].
pub(super) fn timestamp(epoch: Instant) -> u64 {
    FIRST + millis(epoch.elapsed())
}

fn after(timestamp: u64, time: Duration) -> u64 {
    timestamp + millis(time)
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX / 2)
}

const NEVER: u64 = 0;
/// The timestamp of the epoch itself; it differs from [`NEVER`].
const FIRST: u64 = 1;

const OPEN: u8 = 0;
const CLOSE_AFTER_RESPONSE: u8 = 1;
const CLOSE_WHEN_IDLE: u8 = 2;

/// From the first byte of a request to the end of its head; on a new connection, from its start.
pub(super) const HEAD_TIME_MAX: Duration = Duration::from_secs(5);
/// Long enough while a page loads. A page that renews every other minute opens a new connection each time with any
/// sensible limit.
const IDLE_TIME_MAX: Duration = Duration::from_secs(60);
/// For the peer's part of a graceful close.
const GRACEFUL_CLOSE_TIME_MAX: Duration = Duration::from_secs(5);
/// How long a response may wait for its client. A phone that changes networks is back sooner, or never.
const PROGRESS_TIME_MAX: Duration = Duration::from_secs(30);
/// How long a request waits for its client before its connection can be evicted; longer than most round trips.
const WAIT_TIME_MIN: Duration = Duration::from_secs(1);
/// Requests in flight per allowed connection; a page has at most this many.
const REQUESTS_PER_CONNECTION: usize = 8;
