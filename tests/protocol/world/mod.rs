//! A world in virtual time: one machine, its servers, a browser's storage, and adjustable clocks.

use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use haulout_protocol::Machine;
use haulout_protocol::activity::Entry;
use haulout_protocol::event::Event;
use haulout_protocol::input::Input;
use haulout_protocol::output::Output;
use haulout_protocol::time::{Now, Tick, UnixTime};
use serde_json::{Value, json};

pub(crate) mod concierge;
pub(crate) mod config;
mod debug_output;
pub(crate) mod edge;
pub(crate) mod edits;
pub(crate) mod gateway;
pub(crate) mod issuer;
pub(crate) mod keys;
mod observations;
pub(crate) mod observer;
mod quick_certificates;
mod servers;
#[path = "../../signing_keys.rs"]
mod signing_keys;
mod user_actions;
pub(crate) mod wire;

pub(crate) use concierge::Flaw;
pub(crate) use config::Mode;
pub(crate) use edits::{edit, remove, set};
pub(crate) use wire::{Answer, Route};

use debug_output::DebugOutput;
use edge::PendingRequest;
use gateway::Gateway;
use issuer::Issuer;
use observer::{HandledInput, Observer};
use wire::SentRequest;

pub(crate) struct World {
    pub(crate) mode: Mode,
    pub(crate) issuer: Issuer,
    pub(crate) gateway: Gateway,
    pub(crate) clusters: Vec<Value>,
    /// Modifies `config.json`.
    pub(crate) config: edits::Edit<Value>,
    /// Replaces the responses to these routes.
    pub(crate) answers: HashMap<Route, Answer>,
    /// Requests to these are processed, and their responses never arrive.
    pub(crate) lost: Vec<Route>,
    /// Requests to these are sent, and not answered before [`World::release`].
    pub(crate) held: Vec<Route>,
    /// Whether no request is answered before [`World::release`].
    pub(crate) holds_everything: bool,
    /// Whether no request reaches a server.
    pub(crate) unplugged: bool,
    /// How many signature checks are never answered.
    pub(crate) verdicts_to_lose: u32,
    /// Whether certificates are copies and signatures are not checked, which thousands of sessions need.
    pub(crate) is_quick: bool,
    /// The origin of the page.
    pub(crate) page_origin: Option<String>,
    /// Whether responses arrive in the opposite order of their requests.
    pub(crate) reversed: bool,
    pub(crate) flaws: HashMap<String, Flaw>,
    pub(crate) clocks: Clocks,
    /// The audit id that servers send, if any.
    pub(crate) audit_id: Option<&'static str>,
    /// Every request so far, oldest first.
    pub(crate) seen: Vec<SentRequest>,
    pub(crate) events: Vec<Event>,
    /// All events, with their times.
    pub(crate) happenings: Vec<(Now, Event)>,
    /// The entries of the activity log that were emitted.
    pub(crate) activity: Vec<Rc<Entry>>,
    /// The tab's storage for the pending login.
    pub(crate) storage: Option<String>,
    /// The URL of the last navigation.
    pub(crate) navigated: Option<String>,
    /// The URL that the address bar was last set to.
    pub(crate) shown: Option<String>,
    pub(crate) machine: Machine,
    /// Requests whose responses the machine awaits, oldest first.
    pub(crate) waiting: Vec<PendingRequest>,
    pub(crate) observer: Option<Box<dyn Observer>>,
    pub(crate) seed: u64,
    /// The time of the machine's last input.
    machine_looked_at: Tick,
    wall: i64,
    tick: u64,
    logins: u8,
    pub(crate) printed: DebugOutput,
}

/// Milliseconds by which each server's clock is ahead of this computer's.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Clocks {
    pub(crate) issuer: i64,
    pub(crate) concierge: i64,
    pub(crate) verifier: i64,
    /// Those of a second machine, if the Concierge has one, which issues every other credential.
    pub(crate) replica: Option<i64>,
    /// Whether responses have no readable `Date`.
    pub(crate) hidden: bool,
}

impl World {
    /// A world with one cluster and without failures.
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
            holds_everything: false,
            unplugged: false,
            verdicts_to_lose: 0,
            is_quick: false,
            page_origin: Some(gateway::PORTAL.to_owned()),
            reversed: false,
            flaws: HashMap::new(),
            clocks: Clocks::default(),
            audit_id: None,
            seen: Vec::new(),
            events: Vec::new(),
            happenings: Vec::new(),
            activity: Vec::new(),
            storage: None,
            navigated: None,
            shown: None,
            machine: Machine::new(),
            waiting: Vec::new(),
            observer: None,
            seed: 0,
            machine_looked_at: Tick::default(),
            wall: START_MILLIS,
            tick: 0,
            logins: 0,
            printed: DebugOutput::default(),
        }
    }

    /// Lets time pass, and wakes the machine at its deadlines.
    pub(crate) fn pass(&mut self, secs: u64) {
        let end = self.tick + secs * 1000;
        while let Some(deadline) = self.machine.deadline() {
            if deadline.as_millis() > end {
                break;
            }
            let wait = deadline.as_millis().saturating_sub(self.tick);
            self.pass_millis(i64::try_from(wait).unwrap());
            self.feed(Input::Woke);
            self.assert_idle();
        }
        // Responses take time, too, and may have used up more than was to pass.
        self.pass_millis(i64::try_from(end.saturating_sub(self.tick)).unwrap());
    }

    /// A machine whose deadline stays in the past would keep its edge busy forever.
    pub(crate) fn assert_idle(&self) {
        let deadline = self.machine.deadline();
        let asked = self.waiting.iter().map(|it| &it.seen.route);
        assert!(
            deadline.is_none_or(|deadline| deadline > self.machine_looked_at),
            "{deadline:?} has passed, waiting for {:?}",
            asked.collect::<Vec<_>>()
        );
    }

    /// Passes one input and performs all outputs, until there are none.
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
        if let Some(observer) = &mut self.observer {
            observer.before(&input, &self.machine);
        }
        self.machine.handle(input, now);
        self.machine_looked_at = now.tick;
        let mut outputs = Vec::new();
        while let Some(output) = self.machine.poll() {
            self.printed.take(&output);
            outputs.push(output);
        }
        if let Some(observer) = &mut self.observer {
            observer.after(&HandledInput {
                now,
                outputs: &outputs,
                machine: &self.machine,
                clocks: self.clocks,
            });
        }
        wanted.extend(outputs);
        if self.printed.is_on() {
            let snapshot = self.machine.snapshot();
            // The cached views of unchanged clusters must equal rebuilt ones.
            assert_eq!(snapshot, self.machine.snapshot_anew());
            self.printed.take(&snapshot);
            for line in self.machine.report(now).lines() {
                self.printed.take(&line);
            }
        }
    }

    /// Sets this computer's clock; the servers' clocks stay.
    pub(crate) fn set_clock(&mut self, millis: i64) {
        self.wall += millis;
        let clocks = &mut self.clocks;
        clocks.issuer -= millis;
        clocks.concierge -= millis;
        clocks.verifier -= millis;
        clocks.replica = clocks.replica.map(|offset| offset - millis);
    }

    /// The computer sleeps, and its monotonic clock with it.
    pub(crate) fn sleep(&mut self, secs: u64) {
        self.wall += i64::try_from(secs * 1000).unwrap();
    }

    pub(crate) fn pass_millis(&mut self, millis: i64) {
        self.wall += millis;
        self.tick += millis.unsigned_abs();
    }

    pub(crate) fn now(&self) -> Now {
        Now {
            wall: UnixTime::from_millis(self.wall),
            tick: Tick::from_millis(self.tick),
        }
    }

    /// Seconds since the epoch on a clock that is ahead of ours by this much.
    pub(crate) fn secs(&self, offset_millis: i64) -> i64 {
        (self.wall + offset_millis).div_euclid(1000)
    }

    /// `config.json` as it is served.
    pub(crate) fn config_document(&self) -> Value {
        let clusters = json!(self.clusters);
        edits::edited(config::document(self.mode, &clusters), &self.config)
    }
}

/// 2026-11-23T08:00:00Z, and a fraction, because real clocks are never at whole seconds.
const START_MILLIS: i64 = 1_795_420_800_217;
