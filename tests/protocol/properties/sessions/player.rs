//! Plays a schedule: a world whose edge answers when the schedule says so.

use std::collections::HashMap;

use haulout_protocol::http::TransportError;
use haulout_protocol::input::{Command, Input, Network};
use haulout_protocol::kubeconfig::Form;
use proptest::sample::Index;
use serde_json::json;

use super::schedule::{Place, RequestEnd, Server, Setup, Step};
use crate::world::config::cluster;
use crate::world::keys::Key;
use crate::world::observer::Observer;
use crate::world::{Answer, Route, World, concierge, remove};

pub(super) struct Player {
    pub(super) world: World,
    weather: HashMap<Place, RequestEnd>,
}

/// Plays all of it, starting with the sign-in.
pub(super) fn play(setup: &Setup, steps: &[Step], observer: Option<Box<dyn Observer>>) -> Player {
    let mut player = Player::new(setup, observer);
    player.world.printed.turn_off();
    player.begin();
    for step in steps {
        player.step(step);
    }
    player
}

impl Player {
    pub(super) fn new(setup: &Setup, observer: Option<Box<dyn Observer>>) -> Self {
        let mut world = World::new(setup.mode);
        world.is_quick = true;
        world.seed = setup.seed;
        world.observer = observer;
        world.clocks = setup.clocks;
        world.clusters = (0..setup.clusters)
            .map(|at| cluster(setup.mode, &format!("cluster-{at}")))
            .collect();
        let issuer = &mut world.issuer;
        issuer.key = Key::constant();
        issuer.supports_refresh = setup.has_refresh_tokens;
        issuer.rotates = setup.rotates;
        issuer.id_token_secs = setup.id_token_secs;
        if !setup.renews_id_token {
            issuer.edits.refresh_response = remove("id_token");
        }
        Self {
            world,
            weather: HashMap::new(),
        }
    }

    /// Signs in; from then on every response takes as long as the schedule says.
    pub(super) fn begin(&mut self) {
        self.world.login();
        self.world.holds_everything = true;
    }

    pub(super) fn step(&mut self, step: &Step) {
        match step {
            Step::Pass { secs, answered } => self.pass(*secs, *answered),
            Step::Answer(which, fault) => {
                if let Some(at) = self.pick(which, false) {
                    self.answer(at, *fault);
                }
            }
            Step::AnswerAll { reversed } => self.answer_all(*reversed),
            Step::Lose { which, processed } => {
                if let Some(at) = self.pick(which, false) {
                    if *processed {
                        self.world.process_request(at);
                    }
                    self.world.waiting.remove(at);
                }
            }
            Step::Delay(which) => {
                if let Some(at) = self.pick(which, false) {
                    self.world.process_request(at);
                    self.world.waiting[at].delayed = true;
                }
            }
            Step::DeliverLate(which) => {
                if let Some(at) = self.pick(which, true) {
                    self.world.deliver(at);
                }
            }
            Step::SetFault(place, fault) => {
                self.weather.insert(*place, *fault);
            }
            Step::ReportNetwork { online } => {
                let network = if *online {
                    Network::Online
                } else {
                    Network::Offline
                };
                self.world.feed(Input::Network(network));
            }
            Step::SetUnplugged(unplugged) => self.world.unplugged = *unplugged,
            Step::SetClock(millis) => self.world.set_clock(*millis),
            Step::Sleep(secs) => self.world.sleep(*secs),
            Step::SetServer(server, millis) => self.set_server(*server, *millis),
            Step::Renew => self.world.command(Command::Renew),
            Step::Activate(which) => {
                let id = self.cluster(which);
                self.world.command(Command::Activate(id));
            }
            Step::Deactivate(which) => {
                let id = self.cluster(which);
                self.world.command(Command::Deactivate(id));
            }
            Step::Retry => self.world.command(Command::Retry),
            Step::SignOut => self.world.command(Command::SignOut),
            Step::SignIn => self.sign_in(),
            Step::Wake => self.world.feed(Input::Woke),
            Step::LoseVerdicts(count) => self.world.verdicts_to_lose = *count,
        }
    }

    /// Repairs everything, for long enough that all waits end.
    pub(super) fn recover(&mut self) {
        self.weather.clear();
        self.world.unplugged = false;
        self.world.verdicts_to_lose = 0;
        self.world.feed(Input::Network(Network::Online));
        self.pass(HEALED_SECS, true);
    }

    /// Prints what embedders can get besides inputs, outputs and snapshots.
    pub(super) fn print_exports(&mut self) {
        let now = self.world.now();
        for cluster in ["cluster-0", "cluster-1", "unknown"] {
            let kubeconfig = self
                .world
                .machine
                .kubeconfig(&[cluster], &Form::Inline, now);
            let credential = self.world.machine.exec_credential(cluster, now);
            self.world.printed.take(&kubeconfig);
            self.world.printed.take(&credential);
        }
    }

    fn pass(&mut self, secs: u64, answered: bool) {
        let end = self.world.now().tick.as_millis() + secs * 1000;
        loop {
            while answered && let Some(at) = self.first() {
                self.answer(at, self.weather_at(at));
            }
            self.world.time_out();
            let deadline = self.world.machine.deadline().map(|tick| tick.as_millis());
            let next = deadline.into_iter().chain(self.world.next_timeout()).min();
            let now = self.world.now().tick.as_millis();
            match next {
                Some(next) if next <= end => {
                    let wait = next.saturating_sub(now);
                    self.world.pass_millis(i64::try_from(wait).unwrap());
                }
                Some(_) | None => break,
            }
            if deadline.is_some_and(|deadline| deadline <= self.world.now().tick.as_millis()) {
                self.world.feed(Input::Woke);
                self.world.assert_idle();
            }
        }
        let now = self.world.now().tick.as_millis();
        let rest = end.saturating_sub(now);
        self.world.pass_millis(i64::try_from(rest).unwrap());
    }

    fn sign_in(&mut self) {
        self.world.holds_everything = false;
        self.world.sign_in();
        if self.world.navigated.is_some() {
            self.world.come_back();
        }
        self.world.holds_everything = true;
    }

    fn answer_all(&mut self, reversed: bool) {
        let count = self.world.waiting.len();
        for _ in 0..count {
            let last = || self.world.waiting.iter().rposition(|it| !it.delayed);
            let Some(at) = (if reversed { last() } else { self.first() }) else {
                return;
            };
            self.answer(at, self.weather_at(at));
        }
    }

    fn answer(&mut self, at: usize, fault: RequestEnd) {
        let route = &self.world.waiting[at].seen.route;
        let is_concierge = matches!(route, Route::Credential(_));
        let refusal = |error: &str, status| {
            if is_concierge {
                concierge::refuse()
            } else {
                Answer::json(status, &json!({"error": error, "error_description": "No."}))
            }
        };
        let unasked = match fault {
            RequestEnd::None => return self.world.deliver(at),
            RequestEnd::LostAfterwards => {
                return self
                    .world
                    .deliver_instead(at, |_| Answer::Failed(TransportError::Network));
            }
            RequestEnd::Truncated => return self.world.deliver_instead(at, Answer::truncated),
            RequestEnd::Network => Answer::Failed(TransportError::Network),
            RequestEnd::Timeout => Answer::Failed(TransportError::Timeout),
            RequestEnd::TooLarge => Answer::Failed(TransportError::TooLarge),
            RequestEnd::TooMany(secs) => Answer::html(429).after(secs),
            RequestEnd::Unavailable => Answer::html(503),
            RequestEnd::LoginWall => Answer::html(200),
            RequestEnd::Refused => refusal("invalid_grant", 400),
            RequestEnd::InvalidClient => refusal("invalid_client", 401),
            RequestEnd::Upstream => refusal("error", 401),
        };
        self.world.deliver_unprocessed(at, unasked);
    }

    fn weather_at(&self, at: usize) -> RequestEnd {
        let place = match &self.world.waiting[at].seen.route {
            Route::Refresh | Route::Exchange => Place::Tokens,
            Route::Jwks => Place::Keys,
            Route::Credential(_) => Place::Concierges,
            Route::Version(_) => Place::Versions,
            Route::Config
            | Route::Metadata
            | Route::IdentityProviders
            | Route::SessionConfig
            | Route::SessionStart
            | Route::SessionEnd
            | Route::Redeem
            | Route::Unknown => return RequestEnd::None,
        };
        self.weather
            .get(&place)
            .copied()
            .unwrap_or(RequestEnd::None)
    }

    fn set_server(&mut self, server: Server, millis: i64) {
        let clocks = &mut self.world.clocks;
        *match server {
            Server::Issuer => &mut clocks.issuer,
            Server::Concierge => &mut clocks.concierge,
            Server::Verifier => &mut clocks.verifier,
        } += millis;
    }

    fn first(&self) -> Option<usize> {
        self.world.waiting.iter().position(|it| !it.delayed)
    }

    /// One of the pending requests, or of those whose responses are delayed.
    fn pick(&self, which: &Index, delayed: bool) -> Option<usize> {
        let all = self.world.waiting.iter().enumerate();
        let candidates: Vec<_> = all.filter(|(_, it)| it.delayed == delayed).collect();
        (!candidates.is_empty()).then(|| which.get(&candidates).0)
    }

    fn cluster(&self, which: &Index) -> String {
        let cluster = which.get(&self.world.clusters);
        cluster["id"].as_str().unwrap().to_owned()
    }
}

/// A quarter of an hour: the machine's longest pause is a third of it.
const HEALED_SECS: u64 = 900;
