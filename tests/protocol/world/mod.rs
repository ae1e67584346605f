//! A world in virtual time: one machine, the servers that it talks to, a browser's memory, and clocks to be set.

use std::collections::{HashMap, VecDeque};

use haulout_protocol::Machine;
use haulout_protocol::event::Event;
use haulout_protocol::http::{Reply, Request, Response};
use haulout_protocol::input::Input;
use haulout_protocol::output::Output;
use haulout_protocol::secret::Secret;
use haulout_protocol::time::{Now, Tick, UnixTime};
use serde_json::{Value, json};

mod acting;
pub(crate) mod concierge;
pub(crate) mod config;
pub(crate) mod edits;
pub(crate) mod gateway;
pub(crate) mod issuer;
pub(crate) mod keys;
mod looking;
mod printed;
mod servers;
pub(crate) mod wire;

pub(crate) use concierge::Flaw;
pub(crate) use config::Mode;
pub(crate) use edits::{edit, remove, set};
pub(crate) use wire::{Answer, Route};

use gateway::Gateway;
use issuer::Issuer;
use printed::Printed;
use wire::Seen;

pub(crate) struct World {
    pub(crate) mode: Mode,
    pub(crate) issuer: Issuer,
    pub(crate) gateway: Gateway,
    pub(crate) clusters: Vec<Value>,
    /// Changes what `config.json` says.
    pub(crate) config: edits::Edit<Value>,
    /// What is answered in place of what would be.
    pub(crate) answers: HashMap<Route, Answer>,
    /// Requests to these are carried out, and their answers never arrive.
    pub(crate) lost: Vec<Route>,
    /// Requests to these are sent, and not answered before [`World::release`].
    pub(crate) held: Vec<Route>,
    /// Whether answers arrive in the opposite order of their requests.
    pub(crate) reversed: bool,
    pub(crate) flaws: HashMap<String, Flaw>,
    pub(crate) clocks: Clocks,
    /// Every request so far, oldest first.
    pub(crate) seen: Vec<Seen>,
    pub(crate) events: Vec<Event>,
    /// The tab's storage for what it has to remember.
    pub(crate) storage: Option<String>,
    /// The URL that the browser was last sent to.
    pub(crate) navigated: Option<String>,
    /// The URL that the address bar was last made to show.
    pub(crate) shown: Option<String>,
    machine: Machine,
    waiting: Vec<(Request, Seen)>,
    wall: i64,
    tick: u64,
    logins: u8,
    pub(crate) printed: Printed,
}

/// Milliseconds that each server's clock is ahead of this computer's.
#[derive(Clone, Copy, Default)]
pub(crate) struct Clocks {
    pub(crate) issuer: i64,
    pub(crate) concierge: i64,
    pub(crate) verifier: i64,
    /// Whether answers come without a `Date` that can be read.
    pub(crate) hidden: bool,
}

impl World {
    /// A world with one cluster, in which everybody behaves.
    pub(crate) fn new(mode: Mode) -> Self {
        Self {
            mode,
            issuer: Issuer::new(mode == Mode::Sealed),
            gateway: Gateway::default(),
            clusters: vec![config::cluster(mode, "prod-eu")],
            config: edit(|_| {}),
            answers: HashMap::new(),
            lost: Vec::new(),
            held: Vec::new(),
            reversed: false,
            flaws: HashMap::new(),
            clocks: Clocks::default(),
            seen: Vec::new(),
            events: Vec::new(),
            storage: None,
            navigated: None,
            shown: None,
            machine: Machine::new(),
            waiting: Vec::new(),
            wall: START_MILLIS,
            tick: 0,
            logins: 0,
            printed: Printed::default(),
        }
    }

    /// Lets time pass, waking the machine whenever it asked to be woken.
    pub(crate) fn pass(&mut self, secs: u64) {
        let end = self.tick + secs * 1000;
        while let Some(deadline) = self.machine.deadline() {
            if deadline.as_millis() > end {
                break;
            }
            let wait = deadline.as_millis().saturating_sub(self.tick);
            self.pass_millis(i64::try_from(wait).unwrap());
            self.feed(Input::Woke);
        }
        self.pass_millis(i64::try_from(end - self.tick).unwrap());
    }

    /// Answers what was held back.
    pub(crate) fn release(&mut self) {
        self.held.clear();
        for (request, seen) in std::mem::take(&mut self.waiting) {
            let response = self.respond(request, &seen);
            self.feed(Input::Response(response));
        }
    }

    /// Feeds one input, and does everything that the machine then wants, until it is quiet.
    pub(crate) fn feed(&mut self, input: Input) {
        let mut wanted = VecDeque::new();
        self.handle(input, &mut wanted);
        while let Some(output) = if self.reversed {
            wanted.pop_back()
        } else {
            wanted.pop_front()
        } {
            if let Some(input) = self.perform(output) {
                self.handle(input, &mut wanted);
            }
        }
    }

    fn handle(&mut self, input: Input, wanted: &mut VecDeque<Output>) {
        self.printed.take(&input);
        let now = self.now();
        self.machine.handle(input, now);
        while let Some(output) = self.machine.poll() {
            self.printed.take(&output);
            wanted.push_back(output);
        }
        self.printed.take(&self.machine.snapshot());
    }

    fn perform(&mut self, output: Output) -> Option<Input> {
        match output {
            Output::Send(request) => {
                let body = request
                    .body
                    .as_ref()
                    .map(|body| body.secret().clone())
                    .unwrap_or_default();
                let seen = Seen::new(
                    request.method.as_str(),
                    request.url.clone(),
                    request.headers.clone(),
                    body,
                );
                self.seen.push(seen.clone());
                if self.held.contains(&seen.route) {
                    self.waiting.push((request, seen));
                    return None;
                }
                return Some(Input::Response(self.respond(request, &seen)));
            }
            Output::CheckSignature(check) => return Some(Input::Verdict(keys::check(check))),
            Output::Remember(pending) => self.storage = Some(pending.to_json().secret().clone()),
            Output::Navigate(url) => self.navigated = Some(url),
            Output::ReplaceUrl(url) => self.shown = Some(url),
            Output::Emit(event) => self.events.push(event),
        }
        None
    }

    fn respond(&mut self, request: Request, seen: &Seen) -> Response {
        let sent = self.now();
        self.pass_millis(LATENCY_MILLIS);
        let answer = self.answer(seen);
        let date = (!self.clocks.hidden)
            .then(|| UnixTime::from_secs(self.secs(self.offset_of(&seen.route))));
        self.pass_millis(LATENCY_MILLIS);
        let outcome = match answer {
            Answer::Failed(failure) => Err(failure),
            Answer::Http {
                status,
                media_type,
                body,
            } => Ok(Reply {
                status,
                date,
                retry_after: None,
                audit_id: None,
                media_type: media_type.to_owned(),
                body: Secret::new(body),
            }),
        };
        Response {
            id: request.id,
            sent,
            received: self.now(),
            outcome,
        }
    }

    fn pass_millis(&mut self, millis: i64) {
        self.wall += millis;
        self.tick += millis.unsigned_abs();
    }

    pub(crate) fn now(&self) -> Now {
        Now {
            wall: UnixTime::from_millis(self.wall),
            tick: Tick::from_millis(self.tick),
        }
    }

    /// Seconds since the epoch on a clock that is ahead of ours by so much.
    fn secs(&self, offset_millis: i64) -> i64 {
        (self.wall + offset_millis).div_euclid(1000)
    }

    /// `config.json` as it is served.
    fn config_document(&self) -> Value {
        let clusters = json!(self.clusters);
        edits::edited(config::document(self.mode, &clusters), &self.config)
    }
}

/// 2026-11-23T08:00:00Z, and a fraction, because clocks are never whole.
const START_MILLIS: i64 = 1_795_420_800_217;
/// Each way.
const LATENCY_MILLIS: i64 = 20;
