//! The network between tabs and servers: latency, outages, faults, and the lock between tabs.

use std::time::Duration;

use haulout_protocol::http::{Care, Request, RequestId, TransportError};
use haulout_protocol::time::Now;

use super::{ScheduledEvent, World};
use crate::computer::Link;
use crate::peers::wire::{Route, ServerRequest, ServerResponse};
use crate::scenario::{FaultKind, Tabs, scatter};
use crate::time::{Moment, secs};

/// A request that waits for an earlier request of this or another tab.
pub(super) struct QueuedRequest {
    number: u64,
    pub(super) tab: usize,
    asked: Now,
    request: Request,
}

/// A request that was sent.
pub(super) struct SentRequest {
    pub(super) tab: usize,
    load: u32,
    id: RequestId,
    sent: Now,
    care: Care,
    /// The response is lost: the connection breaks this long after it.
    loses_answer: Option<Duration>,
}

impl World {
    /// Sends a request, or enqueues it if it needs the lock.
    pub(super) fn send(&mut self, tab: usize, request: Request) {
        let takes_turns =
            request.care == Care::FinishInTurn && self.scenario.tabs != Tabs::TwoWithoutLocks;
        if takes_turns && self.lock_holder.is_some() {
            self.enqueue(tab, request);
            return;
        }
        let flight = self.depart(tab, request);
        if takes_turns {
            self.lock_holder = Some(flight);
        }
    }

    /// Waits for the lock at most for the timeout of the request. A sent request is never aborted.
    fn enqueue(&mut self, tab: usize, request: Request) {
        self.queued += 1;
        let limit = Duration::from_millis(request.limit.as_millis());
        self.queue.plan(
            self.now.plus(limit),
            ScheduledEvent::TiredOfWaiting(self.queued),
        );
        self.waiting.push_back(QueuedRequest {
            number: self.queued,
            tab,
            asked: self.reading(),
            request,
        });
    }

    pub(super) fn lock_timeout(&mut self, number: u64) {
        let place = self.waiting.iter().position(|it| it.number == number);
        if let Some(queued) = place.and_then(|place| self.waiting.remove(place)) {
            self.respond(
                queued.tab,
                queued.request.id,
                queued.asked,
                Err(TransportError::Timeout),
            );
        }
    }

    fn depart(&mut self, tab: usize, request: Request) -> u64 {
        self.departed += 1;
        let flight = self.departed;
        let body = request
            .body
            .as_ref()
            .map(|body| body.secret().clone())
            .unwrap_or_default();
        let route = Route::of(request.method.as_str(), &request.url, &body);
        let ask = ServerRequest {
            route,
            body,
            cookies: self.cookies.clone(),
        };
        self.note(format_args!("tab {tab} sends {flight}: {route:?}"));
        let loses_answer = self.trigger_faults(route);
        self.flights.insert(
            flight,
            SentRequest {
                tab,
                load: self.pages[tab].load,
                id: request.id,
                sent: self.reading(),
                care: request.care,
                loses_answer,
            },
        );
        self.peak_requests = self.peak_requests.max(self.flights.len());
        if request.care == Care::Abortable {
            let limit = Duration::from_millis(request.limit.as_millis());
            self.queue
                .plan(self.now.plus(limit), ScheduledEvent::Limit(flight));
        }
        let reach = ScheduledEvent::Reach { flight, ask };
        match self.computer.link {
            Link::Up => self.queue.plan(self.later(flight), reach),
            Link::Unplugged => self.queue.plan(
                self.now.plus(FAILS_AT_ONCE),
                ScheduledEvent::Arrive {
                    flight,
                    answer: None,
                },
            ),
            Link::Silent => self.stalled.push(reach),
        }
        flight
    }

    /// Starts the faults that a request like this triggers.
    fn trigger_faults(&mut self, route: Route) -> Option<Duration> {
        let mut loses_answer = None;
        let mut cut = None;
        for strike in &mut self.strikes {
            if self.now < strike.next || !strike.fault.kind.is_triggered_by(route) {
                continue;
            }
            strike.next = self.now.plus(strike.fault.every);
            strike.until = self.now.plus(strike.fault.duration);
            strike.count += 1;
            match strike.fault.kind {
                FaultKind::RefreshReplyLost => {
                    let breaks_late = strike.count.is_multiple_of(2);
                    loses_answer = Some(if breaks_late {
                        BREAKS_LATE
                    } else {
                        strike.fault.duration
                    });
                }
                FaultKind::Offline => {
                    let platform_knows = strike.count % 2 == 1;
                    cut = Some((platform_knows, strike.until));
                }
                FaultKind::TokenEndpointUnavailable | FaultKind::ConciergeUnavailable => {}
            }
        }
        if let Some((platform_knows, until)) = cut {
            self.cut(platform_knows, until);
        }
        loses_answer
    }

    pub(super) fn reach(&mut self, flight: u64, ask: ServerRequest) {
        let thinks = match ask.route {
            Route::Metadata
            | Route::IdentityProviders
            | Route::Jwks
            | Route::Redeem
            | Route::Refresh
            | Route::Exchange
            | Route::Credential(_) => self.scenario.server_latency,
            Route::Config
            | Route::SessionStart
            | Route::SessionConfig
            | Route::SessionEnd
            | Route::Version(_)
            | Route::Unknown => Duration::ZERO,
        };
        self.queue
            .plan(self.now.plus(thinks), ScheduledEvent::Serve { flight, ask });
    }

    pub(super) fn serve(&mut self, flight: u64, ask: &ServerRequest) {
        let answer = match self.fault_effect(ask.route) {
            FaultEffect::None => self.servers.answer(ask, self.now),
            FaultEffect::Unavailable => {
                let mut answer = ServerResponse::unavailable();
                answer.date = Some(self.servers.clock_of(ask.route, self.now));
                answer
            }
            FaultEffect::Hangs => return,
        };
        let loses_answer = self
            .flights
            .get(&flight)
            .and_then(|flight| flight.loses_answer);
        let (at, answer) = match loses_answer {
            Some(breaks_after) => (self.now.plus(breaks_after), None),
            None => (self.later(flight), Some(answer)),
        };
        self.queue
            .plan(at, ScheduledEvent::Arrive { flight, answer });
    }

    fn fault_effect(&self, route: Route) -> FaultEffect {
        let is_struck = |strike: &super::FaultState| {
            self.now < strike.until && strike.fault.kind.makes_unavailable(route)
        };
        if self.strikes.iter().any(is_struck) {
            return FaultEffect::Unavailable;
        }
        let (Route::Credential(number) | Route::Version(number)) = route else {
            return FaultEffect::None;
        };
        match self.scenario.down(number) {
            Some(down) if down.is_now(self.now) => {
                // It hangs in the first half of the period, and responds with 503 in the second.
                if self.now.since(down.from) < down.until.since(down.from) / 2 {
                    FaultEffect::Hangs
                } else {
                    FaultEffect::Unavailable
                }
            }
            _ => FaultEffect::None,
        }
    }

    pub(super) fn arrive(&mut self, number: u64, answer: Option<ServerResponse>) {
        if self.computer.is_asleep() {
            return; // Its connection is closed when the computer wakes.
        }
        if answer.is_some() && self.computer.link == Link::Silent {
            self.stalled.push(ScheduledEvent::Arrive {
                flight: number,
                answer,
            });
            return;
        }
        let Some(flight) = self.end_flight(number) else {
            return;
        };
        let status = answer.as_ref().map(|answer| answer.status);
        self.note(format_args!("answer to {number}: {status:?}"));
        // The browser stores cookies before the page receives the response.
        if let Some(answer) = &answer {
            self.cookies.take(&answer.cookies);
        }
        if flight.load == self.pages[flight.tab].load {
            self.respond(
                flight.tab,
                flight.id,
                flight.sent,
                answer.ok_or(TransportError::Network),
            );
        }
        self.release_lock(number);
    }

    pub(super) fn request_timeout(&mut self, number: u64) {
        if self.computer.is_asleep() {
            return;
        }
        if let Some(flight) = self.end_flight(number)
            && flight.load == self.pages[flight.tab].load
        {
            self.respond(
                flight.tab,
                flight.id,
                flight.sent,
                Err(TransportError::Timeout),
            );
        }
    }

    /// Only requests that are never aborted outlive their page.
    fn end_flight(&mut self, number: u64) -> Option<SentRequest> {
        let flight = self.flights.remove(&number)?;
        let is_orphan = flight.load != self.pages[flight.tab].load;
        let survives = match flight.care {
            Care::Abortable => !is_orphan,
            Care::Finish | Care::FinishInTurn => true,
        };
        survives.then_some(flight)
    }

    fn release_lock(&mut self, number: u64) {
        if self.lock_holder == Some(number) {
            self.grant_lock();
        }
    }

    pub(super) fn grant_lock(&mut self) {
        self.lock_holder = None;
        if let Some(QueuedRequest { tab, request, .. }) = self.waiting.pop_front() {
            self.send(tab, request);
        }
    }

    /// Fails all sent requests.
    pub(super) fn fail_flights(&mut self) {
        for flight in self.flights.keys().copied().collect::<Vec<_>>() {
            self.queue.plan(
                self.now.plus(FAILS_AT_ONCE),
                ScheduledEvent::Arrive {
                    flight,
                    answer: None,
                },
            );
        }
    }

    /// Sends the stalled requests again.
    pub(super) fn resume_stalled(&mut self) {
        for event in std::mem::take(&mut self.stalled) {
            self.queue.plan(self.now.plus(SENT_AGAIN), event);
        }
    }

    /// The arrival after one way, different for each request and the same in each run.
    fn later(&self, flight: u64) -> Moment {
        let scattered = scatter(flight ^ self.scenario.seed);
        let millis = LATENCY_MILLIS + scattered % LATENCY_MILLIS;
        self.now.plus(Duration::from_millis(millis))
    }
}

enum FaultEffect {
    None,
    Unavailable,
    Hangs,
}

/// Minimum latency of one way; the maximum is twice as much.
const LATENCY_MILLIS: u64 = 20;
/// Without a network, the browser fails requests after this.
const FAILS_AT_ONCE: Duration = Duration::from_millis(10);
/// TCP retransmits at growing intervals; after an outage of a minute or two, the next one follows within seconds.
const SENT_AGAIN: Duration = secs(2);
/// The time until a silent connection breaks.
const BREAKS_LATE: Duration = secs(20);
