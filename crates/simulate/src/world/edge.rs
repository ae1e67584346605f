//! The edge of one tab: passes inputs to the machine, performs its outputs, sets its timer, and writes its files.

use std::collections::VecDeque;
use std::time::Duration;

use haulout_protocol::Machine;
use haulout_protocol::event::Event;
use haulout_protocol::http::{Reply, RequestId, Response, TransportError};
use haulout_protocol::input::{Arrival, Command, Input, Network, Opening, Source};
use haulout_protocol::oidc::authorize::PendingLogin;
use haulout_protocol::output::Output;
use haulout_protocol::secret::Secret;
use haulout_protocol::snapshot::Situation;
use haulout_protocol::time::{Now, Span, Tick, UnixTime};

use super::{ScheduledEvent, World};
use crate::client::File;
use crate::control::Control;
use crate::peers::wire::ServerResponse;
use crate::peers::{cluster_id, config_url, page_url};

/// One tab of the browser.
pub(super) struct Page {
    pub(super) machine: Machine,
    /// Counts page loads. Responses to requests of an earlier page load are dropped.
    pub(super) load: u32,
    /// Whether the tab shows the portal, rather than nothing or the issuer.
    pub(super) is_here: bool,
    arming: u64,
    pending: Option<String>,
    /// The difference of wall clock and monotonic clock at the last writing of files.
    wall_over_tick: i64,
}

impl Page {
    pub(super) fn new(control: Control) -> Self {
        Self {
            machine: control.machine(),
            load: 0,
            is_here: false,
            arming: 0,
            pending: None,
            wall_over_tick: 0,
        }
    }
}

impl World {
    /// Loads the portal, at the URL of a callback or at its own.
    pub(super) fn open(&mut self, tab: usize, callback: Option<String>) {
        self.leave(tab);
        let machine = self.control.machine();
        let page = &mut self.pages[tab];
        page.machine = machine;
        page.is_here = true;
        let pending = page
            .pending
            .take()
            .and_then(|text| PendingLogin::from_json(&text));
        let arrival = Some(Arrival {
            page_url: callback.unwrap_or_else(page_url),
            pending,
        });
        let opening = Opening {
            config: Source::Url(config_url()),
            arrival,
            // The same for every tab, so that two tabs renew at the same time and race.
            seed: self.scenario.seed,
        };
        self.feed(tab, Input::Opened(opening));
    }

    /// The tab navigates away: its requests are dropped and its lock is released.
    fn leave(&mut self, tab: usize) {
        let page = &mut self.pages[tab];
        page.load += 1;
        page.is_here = false;
        page.arming += 1;
        self.waiting.retain(|queued| queued.tab != tab);
        let holder = self
            .lock_holder
            .and_then(|flight| self.flights.get(&flight));
        if holder.is_some_and(|flight| flight.tab == tab) {
            self.grant_lock();
        }
    }

    /// Handles one input, and the inputs that its outputs immediately cause.
    pub(super) fn feed(&mut self, tab: usize, input: Input) {
        let mut inputs = VecDeque::from([input]);
        let mut has_news = false;
        while let Some(input) = inputs.pop_front() {
            if !self.pages[tab].is_here {
                return;
            }
            let now = self.reading();
            let mut tape = self.tape.as_mut().filter(|_| tab == 0);
            if let Some(tape) = &mut tape {
                tape.record_input(&input, now, self.user.clicks);
            }
            let machine = &mut self.pages[tab].machine;
            machine.handle(input, now);
            let outputs: Vec<Output> = std::iter::from_fn(|| machine.poll()).collect();
            if let Some(tape) = &mut tape {
                outputs.iter().for_each(|output| tape.record_output(output));
            }
            for output in outputs {
                if let Output::Emit(event) = &output {
                    // The user does not notice events of normal operation.
                    has_news |= !matches!(event, Event::Credential { .. } | Event::Activity(_));
                    self.note(format_args!("tab {tab} emits {event:?}"));
                }
                if matches!(output, Output::Emit(Event::SignedIn)) {
                    inputs.extend(self.activate_all(tab));
                }
                inputs.extend(self.perform(tab, output));
            }
        }
        if !self.pages[tab].is_here {
            return;
        }
        self.arm(tab);
        self.rewrite_after_a_step(tab);
        if has_news {
            self.look();
        }
    }

    fn perform(&mut self, tab: usize, output: Output) -> Option<Input> {
        match output {
            Output::Send(request) => self.send(tab, request),
            // The simulated issuer does not sign, so every signature counts as valid.
            Output::CheckSignature(check) => return Some(Input::Verdict(check.valid())),
            Output::Remember(pending) => {
                self.pages[tab].pending = Some(pending.to_json().secret().clone());
            }
            Output::Navigate(url) => {
                self.leave(tab);
                self.user_leaves(tab, url.secret().clone());
            }
            Output::ReplaceUrl(_) => {}
            Output::Emit(Event::Credential { cluster } | Event::EndMoved { cluster }) => {
                self.write_file(tab, &cluster);
            }
            Output::Emit(_) => {}
        }
        None
    }

    /// With many clusters, the user has to activate each of them.
    fn activate_all(&self, tab: usize) -> Vec<Input> {
        let Situation::SignedIn(session) = self.pages[tab].machine.snapshot().situation else {
            return Vec::new();
        };
        let clusters = session.clusters.iter();
        clusters
            .filter(|cluster| !cluster.active)
            .map(|cluster| Input::Command(Command::Activate(cluster.id.clone())))
            .collect()
    }

    /// The current time on both clocks.
    pub(super) fn reading(&self) -> Now {
        Now {
            wall: UnixTime::from_millis(self.computer.wall(self.now)),
            tick: Tick::from_millis(self.computer.tick(self.now)),
        }
    }

    /// Sets the page's timer. The delay is limited, so that a change of the clock is noticed.
    fn arm(&mut self, tab: usize) {
        let page = &mut self.pages[tab];
        page.arming += 1;
        let Some(deadline) = page.machine.deadline() else {
            return;
        };
        let tick = Tick::from_millis(self.computer.tick(self.now));
        let wait = deadline.since(tick).clamp(SHORTEST_TIMER, FARTHEST_TIMER);
        let mut due = self.now.plus(Duration::from_millis(wait.as_millis()));
        if self.scenario.is_hidden {
            due = due.up_to_the_minute();
        }
        let arming = page.arming;
        self.queue.plan(due, ScheduledEvent::Timer { tab, arming });
    }

    pub(super) fn timer(&mut self, tab: usize, arming: u64) {
        if self.pages[tab].arming == arming && !self.computer.is_asleep() {
            self.feed(tab, Input::Woke);
        }
    }

    /// Notifies every page.
    pub(super) fn notify_pages(&mut self, network: Option<Network>) {
        for tab in 0..self.pages.len() {
            self.feed(tab, network.map_or(Input::Woke, Input::Network));
        }
    }

    /// Delivers the outcome of a request to its page.
    pub(super) fn respond(
        &mut self,
        tab: usize,
        id: RequestId,
        sent: Now,
        outcome: Result<ServerResponse, TransportError>,
    ) {
        let outcome = outcome.map(|answer| Reply {
            status: answer.status,
            date: answer.date.map(UnixTime::from_secs),
            retry_after: None,
            audit_id: None,
            media_type: "application/json".to_owned(),
            is_remembered: false,
            body: Secret::new(answer.body),
        });
        let response = Response {
            id,
            sent,
            received: self.reading(),
            outcome,
        };
        self.feed(tab, Input::Response(response));
    }

    /// Writes one cluster's current credential file.
    fn write_file(&mut self, tab: usize, cluster: &str) {
        let now = self.reading();
        self.pages[tab].wall_over_tick = self.computer.wall_over_tick(self.now);
        let Ok(credential) = self.pages[tab].machine.exec_credential(cluster, now) else {
            return;
        };
        let file = File::read(credential.render().secret());
        assert!(file.is_some(), "kubectl cannot read what was written");
        let number = cluster
            .rsplit('-')
            .next()
            .and_then(|number| number.parse::<usize>().ok());
        if let Some(client) = number.and_then(|number| self.clients[tab].get_mut(number)) {
            client.rewrite(file);
        }
    }

    /// Rewrites the files after the clock was set, because they contain times on that clock.
    fn rewrite_after_a_step(&mut self, tab: usize) {
        let wall_over_tick = self.computer.wall_over_tick(self.now);
        if wall_over_tick.abs_diff(self.pages[tab].wall_over_tick) >= STEP_MILLIS {
            self.pages[tab].wall_over_tick = wall_over_tick;
            for number in 0..self.scenario.clusters {
                self.write_file(tab, &cluster_id(number));
            }
        }
    }
}

/// The limits of the timer in the real edge.
const FARTHEST_TIMER: Span = Span::from_secs(4);
/// An expired deadline is handled in a new task.
const SHORTEST_TIMER: Span = Span::from_millis(4);
/// A difference of the clocks up to this is not a change of the wall clock.
const STEP_MILLIS: u64 = 1000;
