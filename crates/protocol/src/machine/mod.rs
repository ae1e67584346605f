//! `Machine`: the state machine, which dispatches each input by the current phase.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;
use core::cell::RefCell;
use core::mem;

use crate::activity::Entry;
use crate::clocks::{Clock, OwnClock};
use crate::config::{Config, TokenMode};
use crate::error::{Error, Need};
use crate::input::{Command, Input, Network, Source};
use crate::oidc::end_session::EndSessionRequest;
use crate::output::Output;
use crate::schedule::{NextSignIn, SignInPace};
use crate::time::{Now, Span, Tick};

mod answers;
mod callback;
mod id_token;
mod ids;
mod kubeconfig_export;
mod login;
mod page_document;
mod phase;
mod policy;
mod report;
mod requests;
mod session;
pub mod snapshot;
mod startup;
mod tokens;
mod view;

use id_token::KeyRing;
use phase::{Phase, RetryTarget};
pub use policy::Policy;
use requests::Outbox;
use session::{InputContext, Session};
use snapshot::Snapshot;
use view::Views;

/// The session engine.
///
/// Pass it one [`Input`] with the time, drain [`Machine::poll`], arm a timer for [`Machine::deadline`], repeat. It has
/// no clock, no randomness and no I/O. Inputs that do not fit the current phase are ignored, because a click and a
/// response can cross each other.
#[derive(Default)]
pub struct Machine {
    phase: Phase,
    source: Option<Source>,
    outbox: Outbox,
    ring: KeyRing,
    issuer_clock: Clock,
    own_clock: OwnClock,
    /// By how much our own clock jumped ahead, until a server's time explains it.
    unexplained: Span,
    /// When the last token request was sent and answered, if the response had no readable `Date`.
    undated: Option<(Now, Now)>,
    offline: bool,
    /// The sign-ins that no user asked for.
    sign_in_pace: SignInPace,
    /// Whether a callback interrupted a session of the gateway, which continues if the gateway refuses the code.
    interrupted_session: bool,
    /// The sign-out at the issuer that follows ours.
    end_session_request: Option<EndSessionRequest>,
    policy: Policy,
    /// The origin of the page, if its requests are subject to it.
    page_origin: Option<String>,
    seed: u64,
    deadline: Option<Tick>,
    /// The cached views of the session's clusters.
    views: Box<RefCell<Views>>,
}

impl Machine {
    /// A machine in its initial state.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A machine in a page of this origin, which can use a gateway of the same origin only.
    #[must_use]
    pub fn in_page(origin: Option<String>) -> Self {
        Self {
            page_origin: origin,
            ..Self::new()
        }
    }

    /// A machine with another policy, for simulations.
    #[doc(hidden)]
    #[must_use]
    pub fn with_policy(policy: Policy) -> Self {
        Self {
            policy,
            ..Self::new()
        }
    }

    /// Handles one input. Drain every output before the next call.
    pub fn handle(&mut self, input: Input, now: Now) {
        self.outbox.begin(now);
        if let Some(jump) = self.own_clock.look(now) {
            self.jumped(jump, now);
        }
        match input {
            Input::Opened(opening) => self.open(opening),
            Input::Returned(arrival) => self.returned(arrival),
            Input::Command(command) => self.command(command, now),
            Input::Response(response) => self.response(response, now),
            Input::Verdict(verdict) => self.verdict(verdict, now),
            Input::Woke => {}
            Input::Network(network) => self.network(network, now),
        }
        self.time_out(now);
        if let Some((session, mut context)) = self.in_session(now) {
            session.advance(&mut context);
        }
        self.outbox.release();
        let session = self
            .phase
            .session()
            .and_then(|session| session.deadline(now));
        let waits = [session, self.outbox.deadline(), self.ring.deadline()];
        self.deadline = waits.into_iter().flatten().min();
    }

    /// The next output; none if all have been returned.
    #[must_use]
    pub fn poll(&mut self) -> Option<Output> {
        self.outbox.pop()
    }

    /// When to pass [`Input::Woke`], unless another input comes first.
    #[must_use]
    pub const fn deadline(&self) -> Option<Tick> {
        self.deadline
    }

    /// The visible state, without secrets.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let now = self.own_clock.last();
        let mut views = self.views.borrow_mut();
        Snapshot {
            offline: self.offline,
            ..Snapshot::of(
                &self.phase,
                &self.issuer_clock,
                &self.policy,
                now,
                &mut views,
            )
        }
    }

    /// The same without the cache; for tests of the cache.
    #[doc(hidden)]
    #[must_use]
    pub fn snapshot_anew(&self) -> Snapshot {
        let kept = self.views.take();
        let snapshot = self.snapshot();
        self.views.replace(kept);
        snapshot
    }

    /// The activity log, newest first; at most [`crate::activity::MOST_ENTRIES`] entries, without secrets.
    pub fn activity(&self) -> impl Iterator<Item = &Entry> {
        self.outbox.log().entries()
    }

    /// The whole state as text for support: lines of `key: value` in English with stable keys and names, at most 16
    /// KiB, without secrets. Groups are only counted.
    #[must_use]
    pub fn report(&self, now: Now) -> String {
        let config = self.phase.config().map(|config| &**config);
        report::write(config, &self.snapshot(), self.activity(), now.wall)
    }

    fn command(&mut self, command: Command, now: Now) {
        match command {
            Command::SignIn {
                identity_provider,
                entropy,
            } => {
                self.sign_in_pace.record_asked();
                self.sign_in(identity_provider.as_deref(), entropy);
            }
            Command::SignInUnasked {
                identity_provider,
                entropy,
            } => {
                if self.starts_unasked(now) {
                    self.sign_in(identity_provider.as_deref(), entropy);
                }
            }
            Command::SignInSilently { entropy } => {
                if self.starts_unasked(now) {
                    self.sign_in_silently(entropy);
                }
            }
            Command::Renew => {
                if let Some((session, mut context)) = self.in_session(now) {
                    session.renew_now(&mut context);
                }
            }
            Command::Activate(cluster) => self.activate(&cluster, true, now),
            Command::Deactivate(cluster) => self.activate(&cluster, false, now),
            Command::SignOut => self.sign_out(),
            Command::SignedOutElsewhere => self.signed_out_elsewhere(),
            Command::Retry => self.retry(),
        }
    }

    /// Identifies the session that all tabs of a browser share, if the gateway has one: the URL that ends it.
    #[must_use]
    pub fn shared_session(&self) -> Option<&str> {
        match &self.phase.config()?.tokens {
            TokenMode::Sealed(gateway) => Some(gateway.end.as_str()),
            TokenMode::Page(_) => None,
        }
    }

    /// When a sign-in may start that no user asks for ([`Command::SignInUnasked`], [`Command::SignInSilently`]).
    #[must_use]
    pub fn next_unasked_sign_in(&self, now: Now) -> NextSignIn {
        self.sign_in_pace.next_allowed(now.wall)
    }

    /// Whether a sign-in may start now that no user asked for; records that it does.
    fn starts_unasked(&mut self, now: Now) -> bool {
        let may_start = self.can_sign_in() && self.next_unasked_sign_in(now) == NextSignIn::Now;
        if may_start {
            self.sign_in_pace.record_unasked(now.wall);
        }
        may_start
    }

    fn activate(&mut self, cluster: &str, active: bool, now: Now) {
        if let Some((session, mut context)) = self.in_session(now) {
            session.activate(cluster, active, &mut context);
        }
    }

    fn network(&mut self, network: Network, now: Now) {
        let was_offline = mem::replace(&mut self.offline, network == Network::Offline);
        if let Some((session, mut context)) = self.in_session(now)
            && !context.offline
            && was_offline
        {
            session.network_is_back(&mut context);
        }
    }

    /// Ends the current operation with a failure.
    fn fail(&mut self, error: Error) {
        let again = if matches!(self.phase, Phase::Ending(_)) {
            RetryTarget::SignOut
        } else if matches!(self.phase, Phase::CreatingSession(_)) && error.need() != Need::Retry {
            RetryTarget::SignIn
        } else {
            RetryTarget::Visit
        };
        self.fail_with(self.phase.config().cloned(), error, again);
    }

    /// The same, if the phase has already been taken.
    fn fail_with(&mut self, config: Option<Rc<Config>>, error: Error, again: RetryTarget) {
        self.outbox.forget_all();
        self.ring.forget_tokens();
        self.outbox.failed(&error, None, None);
        let arrival = if let Phase::Configuring { arrival } = self.take_phase() {
            arrival
        } else {
            None
        };
        self.phase = Phase::Failed {
            config,
            error,
            again,
            arrival,
        };
    }

    /// The session, if there is one, and the context for handling this input.
    fn in_session(&mut self, now: Now) -> Option<(&mut Session, InputContext<'_>)> {
        let Phase::SignedIn(session) = &mut self.phase else {
            return None;
        };
        let context = InputContext {
            now,
            policy: &self.policy,
            seed: &mut self.seed,
            outbox: &mut self.outbox,
            offline: self.offline,
            issuer_clock: self.issuer_clock.skew(),
        };
        Some((session, context))
    }

    /// Takes the phase out, to build the next one from it.
    fn take_phase(&mut self) -> Phase {
        mem::take(&mut self.phase)
    }
}
