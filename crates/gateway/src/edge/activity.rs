//! What a connection is doing and since when, and how long each of that may last.
//!
//! The socket and the requests write it, the connection's own task and the accept loop read it. Each value stands for
//! itself, so none needs an order among the others.

use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64};
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Waker};
use std::time::Duration;

use tokio::time::Instant;

/// The state of one connection, in moments: milliseconds since an epoch that all connections share, where 0 is never.
pub(super) struct ConnectionActivity {
    epoch: Instant,
    accepted: u64,
    /// When the first byte of what should become a request came.
    head_since: AtomicU64,
    /// When the last answer was complete; never before the first.
    idle_since: AtomicU64,
    /// When the peer stopped taking bytes.
    stalled_since: AtomicU64,
    in_flight: AtomicU32,
    has_received: AtomicBool,
    is_multiplexed: AtomicBool,
    closing: AtomicU8,
    waker: Mutex<Option<Waker>>,
}

/// What is to become of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NextAction {
    /// Nothing; look again by then.
    Wait(Instant),
    /// It has done its work; say goodbye as the protocol has it, and look again by then.
    Close(Instant),
    /// It has taken too long.
    Abort,
}

/// Who goes first when there is no room: those that never got an answer, then those that have waited the longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum EvictionRank {
    /// Nothing was ever answered, since it was accepted.
    Unserved(u64),
    /// Nothing is under way since the last answer.
    Idle(u64),
    /// A request is under way.
    Busy,
}

impl ConnectionActivity {
    /// That of a connection accepted now.
    pub(super) fn new(epoch: Instant) -> Self {
        let accepted = moment(epoch);
        Self {
            epoch,
            accepted,
            head_since: AtomicU64::new(accepted),
            idle_since: AtomicU64::new(NEVER),
            stalled_since: AtomicU64::new(NEVER),
            in_flight: AtomicU32::new(0),
            has_received: AtomicBool::new(false),
            is_multiplexed: AtomicBool::new(false),
            closing: AtomicU8::new(OPEN),
            waker: Mutex::new(None),
        }
    }

    /// TLS is up, so the first request may take its time from here.
    pub(super) fn on_handshake_complete(&self, multiplexed: bool) {
        self.is_multiplexed.store(multiplexed, Relaxed);
        self.head_since.store(moment(self.epoch), Relaxed);
    }

    /// Bytes came.
    pub(super) fn on_bytes_read(&self) {
        self.has_received.store(true, Relaxed);
        // In HTTP/2 they may belong to anything, so there only complete heads count.
        if self.in_flight.load(Relaxed) == 0
            && !self.is_multiplexed.load(Relaxed)
            && self.head_since.load(Relaxed) == NEVER
        {
            self.head_since.store(moment(self.epoch), Relaxed);
        }
    }

    /// Bytes were written, or could not be.
    pub(super) fn on_write(&self, stalls: bool) {
        let stalled = self.stalled_since.load(Relaxed) != NEVER;
        if stalls && !stalled {
            self.stalled_since.store(moment(self.epoch), Relaxed);
        } else if stalled && !stalls {
            self.stalled_since.store(NEVER, Relaxed);
        }
    }

    /// A request's head is complete.
    pub(super) fn on_request_start(&self) {
        self.in_flight.fetch_add(1, Relaxed);
        self.head_since.store(NEVER, Relaxed);
    }

    /// An answer is complete, or will never be.
    pub(super) fn on_request_end(&self) {
        self.idle_since.store(moment(self.epoch), Relaxed);
        self.in_flight.fetch_sub(1, Relaxed);
    }

    /// What is to become of the connection now.
    pub(super) fn next_action(&self) -> NextAction {
        let now = moment(self.epoch);
        let stalled = self.stalled_since.load(Relaxed);
        if stalled != NEVER && now >= after(stalled, WRITE_TIME_MAX) {
            return NextAction::Abort;
        }
        let head = self.head_since.load(Relaxed);
        let idle = self.idle_since.load(Relaxed);
        let is_free = self.in_flight.load(Relaxed) == 0;
        let is_unserved = is_free && idle == NEVER;
        let is_closing = self.has_reached(CLOSE_WHEN_IDLE)
            || self.has_reached(CLOSE_AFTER_RESPONSE) && self.is_multiplexed.load(Relaxed);
        // A browser sends a request again when a connection that has served one ends, but not when a new one does.
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
        if stalled != NEVER {
            again = again.min(after(stalled, WRITE_TIME_MAX));
        }
        let again = self.epoch + Duration::from_millis(again - FIRST);
        if closes {
            NextAction::Close(again)
        } else {
            NextAction::Wait(again)
        }
    }

    /// Its place among those that could make room.
    pub(super) fn eviction_rank(&self) -> EvictionRank {
        if self.in_flight.load(Relaxed) > 0 {
            return EvictionRank::Busy;
        }
        match self.idle_since.load(Relaxed) {
            NEVER => EvictionRank::Unserved(self.accepted),
            since => EvictionRank::Idle(since),
        }
    }

    /// Whether a byte ever came.
    pub(super) fn has_received(&self) -> bool {
        self.has_received.load(Relaxed)
    }

    /// Whether the next answer should be the last.
    pub(super) fn is_closing(&self) -> bool {
        self.has_reached(CLOSE_AFTER_RESPONSE)
    }

    /// Lets the connection end with its next answer.
    pub(super) fn close_after_response(&self) {
        self.close(CLOSE_AFTER_RESPONSE);
    }

    /// Ends the connection as soon as nothing is under way.
    pub(super) fn close_when_idle(&self) {
        self.close(CLOSE_WHEN_IDLE);
    }

    /// Remembers whom to wake when the connection is told to end.
    pub(super) fn set_waker(&self, cx: &Context<'_>) {
        *self.waker.lock().unwrap_or_else(PoisonError::into_inner) = Some(cx.waker().clone());
    }

    fn has_reached(&self, stage: u8) -> bool {
        self.closing.load(Relaxed) >= stage
    }

    fn close(&self, stage: u8) {
        self.closing.store(stage, Relaxed);
        let waker = self.waker.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(waker) = waker.as_ref() {
            waker.wake_by_ref();
        }
    }
}

/// The moment that it is.
pub(super) fn moment(epoch: Instant) -> u64 {
    FIRST + millis(epoch.elapsed())
}

fn after(moment: u64, time: Duration) -> u64 {
    moment + millis(time)
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX / 2)
}

const NEVER: u64 = 0;
/// The moment of the epoch itself, so that no moment is never.
const FIRST: u64 = 1;

const OPEN: u8 = 0;
const CLOSE_AFTER_RESPONSE: u8 = 1;
const CLOSE_WHEN_IDLE: u8 = 2;

/// From the first byte of a request to the end of its head; on a new connection, from its start.
pub(super) const HEAD_TIME_MAX: Duration = Duration::from_secs(5);
/// A page that renews every other minute opens a new connection each time, whatever is chosen here; a page that loads does not.
const IDLE_TIME_MAX: Duration = Duration::from_secs(60);
/// For a peer that should answer a goodbye.
const GRACEFUL_CLOSE_TIME_MAX: Duration = Duration::from_secs(5);
/// Without a byte taken; a phone that changes networks is back sooner, or never.
const WRITE_TIME_MAX: Duration = Duration::from_secs(30);
