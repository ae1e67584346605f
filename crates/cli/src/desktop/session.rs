//! A session at a desk: one engine that serves, and for as long as a sign-in is needed a second one beside it.
//!
//! Signing in anew takes as long as a person does. Until then the first engine's credentials live on, and each of them
//! is kept until the second one has a better one.

use haulout_gateway::config::Config;
use haulout_gateway::page_config;
use haulout_protocol::event::Event;
use haulout_protocol::input::{Command, Input};
use haulout_protocol::snapshot::{SessionView, Situation};
use haulout_protocol::time::{Now, Span, UnixTime};

use super::browser::Browser;
use super::engine::{Engine, EngineContext, EngineOutput};
use super::error::EndReason;
use super::loopback::Loopback;
use super::message::{CredentialRequest, Inbox, Message};
use super::terminal::{Terminal, clock_time};

mod sign_in;
mod views;

/// Everything that keeps credentials alive.
pub(super) struct Session {
    context: EngineContext,
    inbox: Inbox,
    loopback: Loopback,
    browser: Browser,
    terminal: Terminal,
    identity_provider: Option<String>,
    /// For the machine, as JSON.
    config: Vec<u8>,
    clusters: Vec<String>,
    /// The one that serves, then the one that is to follow it.
    engines: Vec<Engine>,
    started: u64,
    /// The `state` of the login that is under way, for codes that are typed in without one.
    state: Option<String>,
    /// When a sign-in is to begin.
    sign_in_at: Option<UnixTime>,
}

/// What its owner is told.
pub(super) enum SessionEvent {
    /// Something happened.
    Event(Event),
    /// A program wants a credential.
    CredentialRequested(CredentialRequest),
    /// Nobody is signed in, and nothing that can be done here changes that.
    Ended(EndReason),
    /// Somebody wants us to end.
    Stop,
}

impl Session {
    /// Begins a session, and with it the first sign-in. Its first news come out of [`Session::next`].
    pub(super) fn begin(
        config: &Config,
        context: EngineContext,
        inbox: Inbox,
        loopback: Loopback,
        browser: Browser,
        terminal: Terminal,
        identity_provider: Option<String>,
    ) -> Self {
        let clusters = config.clusters.iter().map(|it| it.id.clone()).collect();
        let mut session = Self {
            config: page_config::direct(config, &loopback.redirect_uri()),
            context,
            inbox,
            loopback,
            browser,
            terminal,
            identity_provider,
            clusters,
            engines: Vec::new(),
            started: 0,
            state: None,
            sign_in_at: None,
        };
        session.sign_in_at = Some(session.now().wall);
        session
    }

    pub(super) fn now(&self) -> Now {
        self.context.clock.now()
    }

    /// The clusters for which credentials are kept.
    pub(super) fn clusters(&self) -> &[String] {
        &self.clusters
    }

    /// Waits until something happens, and says what there is to know of it.
    pub(super) async fn next(&mut self) -> Vec<SessionEvent> {
        let mut events = Vec::new();
        let now = self.now();
        if self.engines.len() < 2 && self.sign_in_at.take_if(|at| *at <= now.wall).is_some() {
            // A session that was given up can have come back meanwhile, or another one have taken its place.
            if self.engines.is_empty() || self.needs_sign_in_soon(now) {
                self.start(&mut events);
                return events;
            }
        }
        let time_to_next_timer = self
            .engines
            .iter()
            .map(Engine::time_to_next_timer)
            .min()
            .unwrap_or(IDLE);
        tokio::select! {
            message = self.inbox.recv() => match message {
                Some(message) => self.handle_message(message, &mut events),
                None => events.push(SessionEvent::Stop),
            },
            () = tokio::time::sleep(time_to_next_timer) => self.handle_timer(&mut events),
        }
        events
    }

    fn needs_sign_in_soon(&self, now: Now) -> bool {
        let by = self.view().and_then(|view| view.sign_in_by);
        by.is_some_and(|by| by.minus(SIGN_IN_LEAD_TIME) <= now.wall)
    }

    fn start(&mut self, events: &mut Vec<SessionEvent>) {
        self.started += 1;
        let (engine, outputs) =
            Engine::open(self.started, self.config.clone(), self.context.clone());
        self.engines.push(engine);
        self.apply(self.started, outputs, events);
    }

    fn handle_message(&mut self, message: Message, events: &mut Vec<SessionEvent>) {
        match message {
            Message::Input(number, input) => {
                if let Some(engine) = self.engine(number) {
                    let outputs = engine.handle_input(input);
                    self.apply(number, outputs, events);
                }
            }
            Message::Callback(query) => {
                let url = format!("{}?{}", self.loopback.redirect_uri(), query.secret());
                self.handle_callback(url, events);
            }
            Message::StdinLine(line) => self.handle_stdin_line(&line, events),
            Message::RequestFailed(reason) => self.terminal.print_event(self.now().wall, &reason),
            Message::CredentialRequested(request) => {
                events.push(SessionEvent::CredentialRequested(request))
            }
            Message::Stop => events.push(SessionEvent::Stop),
        }
    }

    fn handle_timer(&mut self, events: &mut Vec<SessionEvent>) {
        let numbers: Vec<u64> = self.engines.iter().map(Engine::number).collect();
        let tick = self.now().tick;
        for number in numbers {
            let Some(engine) = self.engine(number) else {
                continue;
            };
            let input = if engine.retry_at.take_if(|at| *at <= tick).is_some() {
                Input::Command(Command::Retry)
            } else {
                Input::Woke
            };
            let outputs = engine.handle_input(input);
            self.apply(number, outputs, events);
        }
    }

    fn engine(&mut self, number: u64) -> Option<&mut Engine> {
        self.engines.iter_mut().find(|it| it.number() == number)
    }

    /// Does what follows from what an engine told, and from the situation that it is in afterwards.
    fn apply(&mut self, number: u64, outputs: Vec<EngineOutput>, events: &mut Vec<SessionEvent>) {
        for outputs in outputs {
            match outputs {
                EngineOutput::Navigate(url) => self.open_sign_in_page(&url),
                EngineOutput::Event(event) => self.handle_event(number, event, events),
            }
        }
        let Some(engine) = self.engine(number) else {
            return;
        };
        match engine.snapshot().situation {
            Situation::SignedOut(_) => self.sign_in(number, events),
            Situation::Failed(error) if engine.retry_at.is_none() => {
                self.handle_sign_in_failure(number, &error, events);
            }
            Situation::SignedIn(_) => self.drop_replaced_engine(),
            Situation::Failed(_) | Situation::Progress(_) => {}
        }
    }

    fn handle_event(&mut self, number: u64, event: Event, events: &mut Vec<SessionEvent>) {
        match &event {
            Event::SignedIn => {
                // The machine keeps a few credentials without being asked; here every cluster was named by the person.
                for cluster in self.clusters.clone() {
                    if let Some(engine) = self.engine(number) {
                        let outputs =
                            engine.handle_input(Input::Command(Command::Activate(cluster)));
                        self.apply(number, outputs, events);
                    }
                }
            }
            Event::SignInNeeded { by } => self.sign_in_at = Some(by.minus(SIGN_IN_LEAD_TIME)),
            // Said with its reason, where the situation is looked at.
            Event::Failed { cluster: None, .. } if !self.is_serving(number) => return,
            Event::SignedOut
            | Event::Credential { .. }
            | Event::EndMoved { .. }
            | Event::Expired { .. }
            | Event::ClockSet { .. }
            | Event::Slept { .. }
            | Event::Failed { .. } => {}
            // Whoever is at a desk reads the lines that the other events make.
            Event::Activity(_) => return,
        }
        events.push(SessionEvent::Event(event));
    }

    fn is_serving(&self, number: u64) -> bool {
        let mut engines = self.engines.iter();
        engines.any(|it| it.number() == number && it.is_signed_in())
    }

    /// Lets the first engine go as soon as the second one has every credential that the first one has.
    fn drop_replaced_engine(&mut self) {
        let views: Vec<SessionView> = self.signed_in().map(|(_, view)| view).collect();
        if let (2, [first, second]) = (self.engines.len(), views.as_slice())
            && first
                .clusters
                .iter()
                .zip(second.clusters.iter())
                .all(|(old, new)| old.credential.is_none() || new.credential.is_some())
        {
            self.engines.remove(0);
        }
    }
}

/// What to say of a sign-in that will be needed.
pub(super) fn sign_in_needed(by: UnixTime) -> String {
    format!("a sign-in is needed by {}", clock_time(by))
}

/// How long before the end of the last credential the browser is opened: time enough to type a password twice.
const SIGN_IN_LEAD_TIME: Span = Span::from_secs(120);
/// Before there is an engine.
const IDLE: std::time::Duration = std::time::Duration::from_secs(1);
