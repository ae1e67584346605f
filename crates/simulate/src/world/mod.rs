//! The simulated world in virtual time: a computer with tabs and clients, its user, the servers, and the network.

use std::collections::{BTreeMap, VecDeque};

use haulout_protocol::input::Network;

use crate::client::Client;
use crate::computer::Computer;
use crate::control::Control;
use crate::peers::Servers;
use crate::peers::gateway::CookieJar;
use crate::peers::wire::{ServerRequest, ServerResponse};
use crate::queue::Queue;
use crate::report::Row;
use crate::scenario::{ComputerEvent, Fault, Scenario};
use crate::tape::Tape;
use crate::time::{Moment, secs};

mod computer_events;
mod edge;
mod network;
mod result;
mod user;

use edge::Page;
use network::{QueuedRequest, SentRequest};
pub(crate) use result::seconds_rounded_up;
use user::User;
pub(crate) use user::entropy;

/// Runs a scenario to its end and measures it.
pub(crate) fn run(scenario: &Scenario, control: Control) -> Row {
    let mut world = World::new(scenario.clone(), control);
    world.pass();
    world.row()
}

/// Runs a scenario to its end and records the first tab's machine.
pub(crate) fn record(scenario: &Scenario) -> Tape {
    let mut world = World::new(scenario.clone(), Control::None);
    world.tape = Some(Tape::default());
    world.pass();
    world.tape.unwrap_or_default()
}

/// The largest number of concurrent requests.
#[cfg(test)]
pub(crate) fn peak_requests(scenario: &Scenario) -> usize {
    let mut world = World::new(scenario.clone(), Control::None);
    world.pass();
    world.peak_requests
}

pub(crate) struct World {
    scenario: Scenario,
    control: Control,
    now: Moment,
    queue: Queue<ScheduledEvent>,
    computer: Computer,
    /// The start of the current outage; `None` while the network works.
    cut_since: Option<Moment>,
    /// Past periods of outages and sleep.
    cuts: Vec<(Moment, Moment)>,
    /// Whether the platform has noticed an outage that is not reported to the pages yet.
    offline_news: bool,
    cookies: CookieJar,
    servers: Servers,
    pages: Vec<Page>,
    /// No client sends a request before this moment.
    clients_rest_until: Moment,
    /// By tab and cluster.
    clients: Vec<Vec<Client>>,
    user: User,
    flights: BTreeMap<u64, SentRequest>,
    departed: u64,
    /// The largest number of concurrent requests.
    peak_requests: usize,
    /// Requests that wait until a silent network works again.
    stalled: Vec<ScheduledEvent>,
    /// The request that holds the tabs' lock, and the requests that wait for the lock.
    lock_holder: Option<u64>,
    waiting: VecDeque<QueuedRequest>,
    queued: u64,
    strikes: Vec<FaultState>,
    /// The recording of the first tab's machine, if requested.
    tape: Option<Tape>,
}

/// The state of a fault.
struct FaultState {
    fault: Fault,
    next: Moment,
    until: Moment,
    count: u32,
}

enum ScheduledEvent {
    /// A tab loads the page.
    Open(usize),
    /// A request reaches its server.
    Reach { flight: u64, ask: ServerRequest },
    /// The server responds.
    Serve { flight: u64, ask: ServerRequest },
    /// A response or a connection error reaches the computer.
    Arrive {
        flight: u64,
        answer: Option<ServerResponse>,
    },
    /// A request times out.
    Limit(u64),
    /// A request has waited too long for the lock.
    TiredOfWaiting(u64),
    /// A tab's timer.
    Timer { tab: usize, arming: u64 },
    /// An event of the computer.
    Computer(ComputerEvent),
    /// The network works again.
    LinkBack,
    /// The user looks at the page.
    Look,
    /// The user acts.
    Act,
    /// The issuer redirects the browser after a sign-in at this URL.
    Return { tab: usize, url: String },
}

impl World {
    fn new(scenario: Scenario, control: Control) -> Self {
        let mut queue = Queue::new();
        queue.plan(Moment::START, ScheduledEvent::Open(0));
        queue.plan(Moment::START, ScheduledEvent::Look);
        for (at, event) in &scenario.computer_events {
            queue.plan(*at, ScheduledEvent::Computer(*event));
        }
        let strike = |fault: &Fault| FaultState {
            fault: *fault,
            next: Moment::after(fault.every),
            until: Moment::START,
            count: 0,
        };
        let clients = |tab| {
            let client = |cluster| Client::new(tab, cluster);
            (0..scenario.clusters).map(client).collect()
        };
        Self {
            now: Moment::START,
            queue,
            computer: Computer::new(scenario.computer_ahead),
            cut_since: None,
            cuts: Vec::new(),
            offline_news: false,
            cookies: CookieJar::default(),
            servers: Servers::new(&scenario),
            pages: (0..scenario.tabs.count())
                .map(|_| Page::new(control))
                .collect(),
            clients_rest_until: Moment::START,
            clients: (0..scenario.tabs.count()).map(clients).collect(),
            user: User::default(),
            flights: BTreeMap::new(),
            departed: 0,
            peak_requests: 0,
            stalled: Vec::new(),
            lock_holder: None,
            waiting: VecDeque::new(),
            queued: 0,
            strikes: scenario.faults.iter().map(strike).collect(),
            scenario,
            control,
            tape: None,
        }
    }

    fn pass(&mut self) {
        let end = Moment::after(self.scenario.duration);
        let mut happened = 0_u64;
        while let Some((at, event)) = self.queue.pop() {
            if at > end {
                break;
            }
            self.advance_clients(at);
            self.now = at;
            self.dispatch(event);
            if std::mem::take(&mut self.offline_news) {
                self.notify_pages(Some(Network::Offline));
            }
            happened += 1;
            assert!(
                happened < TOO_MUCH,
                "{}: the machine does not come to rest",
                self.scenario.name
            );
        }
        self.advance_clients(end);
        self.now = end;
    }

    /// Clients affect nothing else, so they advance only up to the next event.
    fn advance_clients(&mut self, until: Moment) {
        if until <= self.clients_rest_until {
            return;
        }
        let mut next = until.plus(LOOK_INTERVAL);
        for of_tab in &mut self.clients {
            for (client, cluster) in of_tab.iter_mut().zip(&mut self.servers.clusters) {
                next = next.min(client.advance(until, &self.computer, &mut cluster.verifier));
            }
        }
        self.clients_rest_until = next;
    }

    /// Prints an event if the scenario is traced.
    fn note(&self, what: std::fmt::Arguments<'_>) {
        if self.scenario.is_traced {
            let secs = self.now.since(Moment::START).as_secs_f64();
            eprintln!("{secs:>10.3} {what}");
        }
    }

    fn dispatch(&mut self, event: ScheduledEvent) {
        match event {
            ScheduledEvent::Open(tab) => self.open(tab, None),
            ScheduledEvent::Reach { flight, ask } => self.reach(flight, ask),
            ScheduledEvent::Serve { flight, ask } => self.serve(flight, &ask),
            ScheduledEvent::Arrive { flight, answer } => self.arrive(flight, answer),
            ScheduledEvent::Limit(flight) => self.request_timeout(flight),
            ScheduledEvent::TiredOfWaiting(queued) => self.lock_timeout(queued),
            ScheduledEvent::Timer { tab, arming } => self.timer(tab, arming),
            ScheduledEvent::Computer(event) => self.computer_event(event),
            ScheduledEvent::LinkBack => self.link_back(),
            ScheduledEvent::Look => {
                self.queue
                    .plan(self.now.plus(LOOK_INTERVAL), ScheduledEvent::Look);
                self.look();
            }
            ScheduledEvent::Act => self.act(),
            ScheduledEvent::Return { tab, url } => self.come_back(tab, &url),
        }
    }
}

/// More events than this mean an endless loop: a day with fifty clusters has a tenth of them.
const TOO_MUCH: u64 = 20_000_000;
/// How often the user looks at the page without a notification.
const LOOK_INTERVAL: std::time::Duration = secs(15);
