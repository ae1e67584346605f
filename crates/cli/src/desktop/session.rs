//! A session: one engine that is signed in, and a second one while a new sign-in is in progress.
//!
//! A new sign-in takes as long as the user needs. Until then the credentials of the first engine stay in use; each is
//! replaced as soon as the second engine has one for the same cluster.

use haulout_gateway::config::Config;
use haulout_gateway::page_config;
use haulout_protocol::event::Event;
use haulout_protocol::input::{Command, Input};
use haulout_protocol::snapshot::{SessionView, Situation};
use haulout_protocol::time::{Now, UnixTime};

use super::browser::Browser;
use super::engine::{Engine, EngineContext, EngineOutput};
use super::error::EndReason;
use super::loopback::Loopback;
use super::message::{CredentialRequest, Inbox, Message};
use super::stdin::Stdin;
use super::terminal::{Terminal, clock_time};

mod sign_in;
mod sign_in_schedule;
mod views;

use sign_in_schedule::SignInSchedule;

/// Keeps the user signed in and the credentials of all clusters valid.
pub(super) struct Session {
    context: EngineContext,
    inbox: Inbox,
    loopback: Loopback,
    browser: Browser,
    terminal: Terminal,
    identity_provider: Option<String>,
    /// The configuration for state machines, as JSON.
    config: Vec<u8>,
    clusters: Vec<String>,
    /// The engine that is signed in, then the one that will replace it.
    engines: Vec<Engine>,
    started: u64,
    /// The `state` of the pending login, for pasted codes, which have none.
    state: Option<String>,
    sign_in_schedule: SignInSchedule,
    stdin: Stdin,
}

/// An event for the owner of the session.
pub(super) enum SessionEvent {
    /// An event of the state machine.
    Event(Event),
    /// A client of the socket requests a credential.
    CredentialRequested(CredentialRequest),
    /// The sign-in failed for good.
    Ended(EndReason),
    /// A signal asks the process to end.
    Stop,
}

impl Session {
    /// Creates a session; the first call of [`Session::next`] starts the sign-in.
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
            sign_in_schedule: SignInSchedule::new(),
            stdin: Stdin::default(),
        };
        if matches!(session.browser, Browser::Printed) {
            session.stdin.read(&session.context.outbox);
        }
        session
    }

    pub(super) fn now(&self) -> Now {
        self.context.clock.now()
    }

    /// The ids of all clusters.
    pub(super) fn clusters(&self) -> &[String] {
        &self.clusters
    }

    /// Waits for the next message or timer and returns the resulting events.
    pub(super) async fn next(&mut self) -> Vec<SessionEvent> {
        let mut events = Vec::new();
        let now = self.now();
        if self.engines.is_empty() || (self.needs_sign_in(now) && self.may_sign_in(now)) {
            self.print_reason(now);
            self.start(&mut events);
            return events;
        }
        let timers = self.engines.iter().map(Engine::time_to_next_timer);
        let sleep = tokio::time::sleep(timers.min().unwrap_or(IDLE));
        tokio::select! {
            message = self.inbox.recv() => match message {
                Some(message) => self.handle_message(message, &mut events),
                None => events.push(SessionEvent::Stop),
            },
            () = sleep => self.handle_timer(&mut events),
        }
        events
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

    /// Handles the outputs of an engine, and the situation that it is in afterwards.
    fn apply(&mut self, number: u64, outputs: Vec<EngineOutput>, events: &mut Vec<SessionEvent>) {
        for output in outputs {
            match output {
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
                let now = self.now().wall;
                if let Some(engine) = self.engine(number) {
                    engine.signed_in_at = Some(now);
                }
                // By default the state machine activates only a few clusters; here the user selected all of them.
                for cluster in self.clusters.clone() {
                    if let Some(engine) = self.engine(number) {
                        let outputs =
                            engine.handle_input(Input::Command(Command::Activate(cluster)));
                        self.apply(number, outputs, events);
                    }
                }
            }
            // `apply` reports this failure with its reason.
            Event::Failed { cluster: None, .. } if !self.is_serving(number) => return,
            Event::SignedOut
            | Event::SignInNeeded { .. }
            | Event::Credential { .. }
            | Event::EndMoved { .. }
            | Event::Expired { .. }
            | Event::ClockSet { .. }
            | Event::Slept { .. }
            | Event::Failed { .. } => {}
            // The terminal does not show activity records.
            Event::Activity(_) => return,
        }
        events.push(SessionEvent::Event(event));
    }

    fn is_serving(&self, number: u64) -> bool {
        let mut engines = self.engines.iter();
        engines.any(|it| it.number() == number && it.is_signed_in())
    }

    /// Drops the first engine as soon as the second has a credential for every cluster for which the first has one.
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

/// The line about an upcoming sign-in.
pub(super) fn sign_in_needed(by: UnixTime) -> String {
    format!("a sign-in is needed by {}", clock_time(by))
}

/// The sleep while there is no engine.
const IDLE: std::time::Duration = std::time::Duration::from_secs(1);
