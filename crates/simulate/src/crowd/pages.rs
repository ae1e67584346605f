//! The pages of a crowd: real machines, each in a browser of its own, with the same servers.

use std::collections::VecDeque;
use std::time::Duration;

use haulout_protocol::Machine;
use haulout_protocol::event::Event;
use haulout_protocol::http::{Reply, Request, RequestId, Response};
use haulout_protocol::input::{Arrival, Command, Input, Opening, Source};
use haulout_protocol::oidc::authorize::PendingLogin;
use haulout_protocol::output::Output;
use haulout_protocol::secret::Secret;
use haulout_protocol::snapshot::Situation;
use haulout_protocol::time::{Now, Span, Tick, UnixTime};

use super::gateway::{Gate, GatewayAnswer};
use super::{END, OUTAGE_BEGINS, OUTAGE_ENDS, Recovery};
use crate::peers::gateway::CookieJar;
use crate::peers::wire::{Route, ServerRequest};
use crate::peers::{Servers, config_url, page_url};
use crate::queue::Queue;
use crate::scenario::{Scenario, scatter};
use crate::time::{Moment, secs};
use crate::world::entropy;

pub(super) struct Crowd {
    now: Moment,
    queue: Queue<ScheduledEvent>,
    servers: Servers,
    gate: Gate,
    pages: Vec<Page>,
    /// The pages that have no new certificate since the end of the outage.
    unserved: usize,
    without_certificate: usize,
}

#[derive(Default)]
struct Page {
    machine: Machine,
    cookies: CookieJar,
    pending: Option<String>,
    /// Responses to an earlier page load are dropped.
    load: u32,
    arming: u64,
    /// When it got its last certificate.
    served: Option<Moment>,
}

enum ScheduledEvent {
    /// Loads the page, perhaps at the URL of a callback.
    Open(usize, Option<String>),
    Timer {
        page: usize,
        arming: u64,
    },
    Arrive {
        page: usize,
        load: u32,
        id: RequestId,
        sent: Now,
        answer: GatewayAnswer,
    },
}

impl Crowd {
    pub(super) fn new(count: usize, probes: bool) -> Self {
        let mut queue = Queue::new();
        for page in 0..count {
            let offset = Duration::from_millis(seed(page) % SPREAD_MILLIS);
            queue.plan(Moment::after(offset), ScheduledEvent::Open(page, None));
        }
        Self {
            now: Moment::START,
            queue,
            servers: Servers::new(&Scenario::named("crowd")),
            gate: Gate::new(probes),
            pages: (0..count).map(|_| Page::default()).collect(),
            unserved: count,
            without_certificate: 0,
        }
    }

    /// Runs until every page has been served after the outage.
    pub(super) fn pass(&mut self) {
        while self.unserved > 0
            && let Some((at, event)) = self.queue.pop()
            && at < END
        {
            if self.now < OUTAGE_ENDS && at >= OUTAGE_ENDS {
                let lacks = |page: &&Page| page.served.is_none_or(|it| it.plus(LIFETIME) < at);
                self.without_certificate = self.pages.iter().filter(lacks).count();
            }
            self.now = at;
            self.dispatch(event);
        }
    }

    fn dispatch(&mut self, event: ScheduledEvent) {
        match event {
            ScheduledEvent::Open(page, callback) => self.open(page, callback),
            ScheduledEvent::Timer { page, arming } => {
                if self.pages[page].arming == arming {
                    self.feed(page, Input::Woke);
                }
            }
            ScheduledEvent::Arrive {
                page,
                load,
                id,
                sent,
                answer,
            } => {
                if answer.is_of_issuer {
                    self.gate.on_issuer_answer(&answer.response);
                }
                if self.pages[page].load == load {
                    self.pages[page].cookies.take(&answer.response.cookies);
                    let response = Response {
                        id,
                        sent,
                        received: self.reading(),
                        outcome: Ok(reply(answer)),
                    };
                    self.feed(page, Input::Response(response));
                }
            }
        }
    }

    fn open(&mut self, number: usize, callback: Option<String>) {
        let page = &mut self.pages[number];
        page.load += 1;
        page.machine = Machine::new();
        let pending = page.pending.take();
        let opening = Opening {
            config: Source::Url(config_url()),
            arrival: Some(Arrival {
                page_url: callback.unwrap_or_else(page_url),
                pending: pending.and_then(|text| PendingLogin::from_json(&text)),
            }),
            seed: seed(number),
        };
        self.feed(number, Input::Opened(opening));
    }

    fn feed(&mut self, number: usize, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            let now = self.reading();
            self.pages[number].machine.handle(input, now);
            while let Some(output) = self.pages[number].machine.poll() {
                inputs.extend(self.perform(number, output));
            }
            let page = &self.pages[number];
            if page.served.is_none()
                && matches!(page.machine.snapshot().situation, Situation::SignedOut(_))
            {
                inputs.push_back(Input::Command(Command::SignIn {
                    identity_provider: None,
                    entropy: entropy(0),
                }));
            }
        }
        self.arm(number);
    }

    fn perform(&mut self, number: usize, output: Output) -> Option<Input> {
        match output {
            Output::Send(request) => self.send(number, &request),
            Output::CheckSignature(check) => return Some(Input::Verdict(check.valid())),
            Output::Remember(pending) => {
                self.pages[number].pending = Some(pending.to_json().secret().clone());
            }
            // Signing in takes no time, because only what follows is measured.
            Output::Navigate(url) => {
                let callback = self.servers.authorize(url.secret(), self.now);
                let event = ScheduledEvent::Open(number, callback);
                self.queue.plan(self.now, event);
            }
            Output::Emit(Event::Credential { .. }) => {
                let before = self.pages[number].served.replace(self.now);
                if self.now >= OUTAGE_ENDS && before.is_none_or(|at| at < OUTAGE_ENDS) {
                    self.unserved -= 1;
                }
            }
            Output::ReplaceUrl(_) | Output::Emit(_) => {}
        }
        None
    }

    fn arm(&mut self, number: usize) {
        let now = self.reading().tick;
        let page = &mut self.pages[number];
        page.arming += 1;
        if let Some(deadline) = page.machine.deadline() {
            let wait = Duration::from_millis(deadline.since(now).as_millis());
            let timer = ScheduledEvent::Timer {
                page: number,
                arming: page.arming,
            };
            self.queue.plan(self.now.plus(wait), timer);
        }
    }

    fn send(&mut self, number: usize, request: &Request) {
        let body = request.body.as_ref().map(|body| body.secret().clone());
        let body = body.unwrap_or_default();
        let page = &self.pages[number];
        let load = page.load;
        let ask = ServerRequest {
            route: Route::of(request.method.as_str(), &request.url, &body),
            body,
            cookies: page.cookies.clone(),
        };
        let arrival = ScheduledEvent::Arrive {
            page: number,
            load,
            id: request.id,
            sent: self.reading(),
            answer: self.gate.answer(&ask, &mut self.servers, self.now),
        };
        self.queue.plan(self.now.plus(LATENCY), arrival);
    }

    fn reading(&self) -> Now {
        let passed = self.now.since(Moment::START).as_millis();
        Now {
            wall: UnixTime::from_millis(self.now.on_clock(0)),
            tick: Tick::from_millis(u64::try_from(passed).unwrap_or(u64::MAX)),
        }
    }

    pub(super) fn recovery(&self) -> Recovery {
        Recovery {
            pages: self.pages.len(),
            probes: self.gate.probes,
            peak_during: self.gate.peak(OUTAGE_BEGINS, OUTAGE_ENDS),
            peak_after: self.gate.peak(OUTAGE_ENDS, END),
            without_certificate: self.without_certificate,
            served_after: (self.unserved == 0).then(|| self.now.since(OUTAGE_ENDS)),
        }
    }
}

fn reply(answer: GatewayAnswer) -> Reply {
    Reply {
        status: answer.response.status,
        date: answer.response.date.map(UnixTime::from_secs),
        retry_after: answer.retry_after.map(Span::from_secs),
        audit_id: None,
        media_type: "application/json".to_owned(),
        is_remembered: false,
        body: Secret::new(answer.response.body),
    }
}

/// Another number for each page, and the same in each run.
fn seed(page: usize) -> u64 {
    scatter(u64::try_from(page).unwrap_or(u64::MAX))
}

/// Pages were opened at any time: they are spread over the interval between two renewals.
const SPREAD_MILLIS: u64 = 135_000;
/// Of a certificate.
const LIFETIME: Duration = secs(300);
/// From a request to its answer.
const LATENCY: Duration = Duration::from_millis(300);
