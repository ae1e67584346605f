//! Drives one state machine: passes inputs to it, performs its outputs, and returns what the session has to handle.

use std::collections::VecDeque;
use std::time::Duration;

use haulout_gateway::random;
use haulout_protocol::Machine;
use haulout_protocol::entropy::Entropy;
use haulout_protocol::event::Event;
use haulout_protocol::http::{Care, Request};
use haulout_protocol::input::{Arrival, Command, Input, Opening, Source};
use haulout_protocol::oidc::authorize::PendingLogin;
use haulout_protocol::output::Output;
use haulout_protocol::snapshot::{Situation, Snapshot};
use haulout_protocol::time::{Now, Tick, UnixTime};
use tokio::task::JoinSet;

use super::clock::Clock;
use super::http_client::HttpClients;
use super::message::{Message, Outbox};
use super::signature;

/// What an engine needs to perform outputs.
#[derive(Clone)]
pub(super) struct EngineContext {
    pub(super) clock: Clock,
    pub(super) http_clients: HttpClients,
    pub(super) outbox: Outbox,
}

/// Drives one state machine. Dropping it aborts the requests that may be aborted.
pub(super) struct Engine {
    number: u64,
    machine: Machine,
    context: EngineContext,
    pending: Option<PendingLogin>,
    /// Requests that are aborted when the engine is dropped.
    abortable: JoinSet<()>,
    /// The number of failed sign-ins.
    pub(super) failures: u32,
    /// When to retry after the last failure.
    pub(super) retry_at: Option<Tick>,
    /// When the user signed in.
    pub(super) signed_in_at: Option<UnixTime>,
}

/// An output that the session handles.
pub(super) enum EngineOutput {
    /// Open this URL in the browser.
    Navigate(String),
    /// An event of the state machine.
    Event(Event),
}

impl Engine {
    /// Starts an engine with a configuration in JSON.
    pub(super) fn open(
        number: u64,
        config: Vec<u8>,
        context: EngineContext,
    ) -> (Self, Vec<EngineOutput>) {
        let mut engine = Self {
            number,
            machine: Machine::new(),
            context,
            pending: None,
            abortable: JoinSet::new(),
            failures: 0,
            retry_at: None,
            signed_in_at: None,
        };
        let seed = random::bytes().map_or(number, u64::from_ne_bytes);
        let outputs = engine.handle_input(Input::Opened(Opening {
            config: Source::Inline(config),
            arrival: None,
            seed,
        }));
        (engine, outputs)
    }

    pub(super) fn number(&self) -> u64 {
        self.number
    }

    pub(super) fn machine(&self) -> &Machine {
        &self.machine
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        self.machine.snapshot()
    }

    pub(super) fn now(&self) -> Now {
        self.context.clock.now()
    }

    pub(super) fn is_signed_in(&self) -> bool {
        matches!(self.snapshot().situation, Situation::SignedIn(_))
    }

    /// How long the engine can sleep if no message arrives.
    pub(super) fn time_to_next_timer(&self) -> Duration {
        let now = self.now();
        let next = [self.machine.deadline(), self.retry_at];
        let left = next
            .into_iter()
            .flatten()
            .min()
            .map(|at| at.since(now.tick));
        left.map_or(LONGEST_SLEEP, |left| {
            Duration::from_millis(left.as_millis()).clamp(SHORTEST_SLEEP, LONGEST_SLEEP)
        })
    }

    /// Starts a sign-in.
    ///
    /// # Errors
    /// The operating system has no random bytes.
    pub(super) fn sign_in(
        &mut self,
        identity_provider: Option<String>,
    ) -> Result<Vec<EngineOutput>, getrandom::Error> {
        let entropy = Entropy::new(random::bytes()?);
        Ok(self.handle_input(Input::Command(Command::SignIn {
            identity_provider,
            entropy,
        })))
    }

    /// Handles the authorization response in the URL.
    pub(super) fn handle_callback(&mut self, page_url: String) -> Vec<EngineOutput> {
        let pending = self.pending.take();
        self.handle_input(Input::Returned(Arrival { page_url, pending }))
    }

    /// Handles one input, and those that its outputs immediately cause.
    pub(super) fn handle_input(&mut self, input: Input) -> Vec<EngineOutput> {
        // Remove finished tasks.
        while self.abortable.try_join_next().is_some() {}
        let mut inputs = VecDeque::from([input]);
        let mut outputs = Vec::new();
        while let Some(input) = inputs.pop_front() {
            self.machine.handle(input, self.context.clock.now());
            while let Some(output) = self.machine.poll() {
                match output {
                    Output::Send(request) => self.send(request),
                    Output::CheckSignature(check) => {
                        inputs.push_back(Input::Verdict(signature::verify(check)));
                    }
                    Output::Remember(pending) => self.pending = Some(pending),
                    Output::Navigate(url) => {
                        outputs.push(EngineOutput::Navigate(url.secret().clone()));
                    }
                    // There is no page whose URL could be replaced.
                    Output::ReplaceUrl(_) => {}
                    Output::Emit(event) => outputs.push(EngineOutput::Event(event)),
                }
            }
        }
        outputs
    }

    fn send(&mut self, request: Request) {
        let (context, number, care) = (self.context.clone(), self.number, request.care);
        let answer = async move {
            let response = context
                .http_clients
                .perform(request, context.clock, &context.outbox)
                .await;
            // Sending fails only during shutdown.
            let _ended = context
                .outbox
                .send(Message::Input(number, Input::Response(response)));
        };
        match care {
            Care::Abortable => {
                self.abortable.spawn(answer);
            }
            Care::Finish | Care::FinishInTurn => {
                tokio::spawn(answer);
            }
        }
    }
}

/// Short enough to notice a clock change or a suspended computer before a credential expires.
const LONGEST_SLEEP: Duration = Duration::from_secs(4);
/// Avoids a busy loop for deadlines that have passed.
const SHORTEST_SLEEP: Duration = Duration::from_millis(4);
