//! `Machine`: the only mutable thing; routes each input to the situation that it falls into.

use alloc::rc::Rc;
use alloc::vec::Vec;

use crate::clocks::{Clock, Explanation, Jump, OwnClock};
use crate::config::Config;
use crate::error::{Error, KeysFault, Need, Peer, Reason};
use crate::event::Event;
use crate::http::{Failure, Reply, Response};
use crate::input::{Command, Input, Network, Source};
use crate::kubeconfig::{self, ExecCredential, Kubeconfig};
use crate::output::Output;
use crate::phase::{Again, Phase};
use crate::snapshot::Snapshot;
use crate::time::{Now, Span, Tick, UnixTime};

mod arriving;
mod keys;
mod login;
mod opening;
pub(crate) mod policy;
mod renewing;
mod requests;
pub(crate) mod session;
mod verifying;

use keys::KeyRing;
use login::By;
pub use policy::Policy;
use requests::{Outbox, Purpose};

/// The session engine.
///
/// Feed it one [`Input`] with the time, drain [`Machine::poll`], arm a timer for [`Machine::deadline`], repeat. It does
/// nothing by itself: no clock, no randomness, no I/O. Inputs that do not fit the situation are ignored, because a
/// click and an answer can cross each other.
pub struct Machine {
    phase: Phase,
    source: Option<Source>,
    outbox: Outbox,
    ring: KeyRing,
    issuer_clock: Clock,
    own_clock: OwnClock,
    /// By how much our own clock is ahead of where it should be, as long as nobody has told why.
    unexplained: Span,
    /// When the last token request was sent and answered, if the answer did not say what time it was there.
    undated: Option<(Now, Now)>,
    online: bool,
    policy: Policy,
    seed: u64,
    deadline: Option<Tick>,
}

impl Default for Machine {
    fn default() -> Self {
        Self::new()
    }
}

impl Machine {
    /// A machine to which nothing has happened.
    #[must_use]
    pub fn new() -> Self {
        Self {
            phase: Phase::New,
            source: None,
            outbox: Outbox::default(),
            ring: KeyRing::default(),
            issuer_clock: Clock::default(),
            own_clock: OwnClock::default(),
            unexplained: Span::ZERO,
            undated: None,
            online: true,
            policy: Policy::default(),
            seed: 0,
            deadline: None,
        }
    }

    /// A machine that follows another policy, for simulations.
    #[doc(hidden)]
    #[must_use]
    pub fn with_policy(policy: Policy) -> Self {
        Self {
            policy,
            ..Self::new()
        }
    }

    /// Takes in one thing that happened. Drain every output before the next call.
    pub fn handle(&mut self, input: Input, now: Now) {
        self.outbox.begin(now.tick);
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
        self.give_up(now);
        if let Some((session, mut turn)) = self.in_session(now) {
            session.advance(&mut turn);
        }
        self.outbox.release();
        let session = self
            .phase
            .session()
            .and_then(|session| session.deadline(self.online, now));
        let waits = [session, self.outbox.deadline(), self.ring.deadline()];
        self.deadline = waits.into_iter().flatten().min();
    }

    /// The next thing that the outside must do; none when everything has been said.
    #[must_use]
    pub fn poll(&mut self) -> Option<Output> {
        self.outbox.pop()
    }

    /// When to feed [`Input::Woke`], if nothing else happens before.
    #[must_use]
    pub const fn deadline(&self) -> Option<Tick> {
        self.deadline
    }

    /// What can be shown; without secrets.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let now = self.own_clock.last();
        Snapshot::of(&self.phase, &self.issuer_clock, &self.policy, now)
    }

    /// The kubeconfig for some clusters, with certificate and key in it. **Secret** once rendered.
    ///
    /// # Errors
    /// `HAULOUT_SIGN_IN_REQUIRED` without a session, `HAULOUT_CLUSTER_UNKNOWN` for an id that is not configured, and the
    /// cluster's own failure (or `HAULOUT_CREDENTIAL_EXPIRED`) where it has no credential.
    pub fn kubeconfig(&self, clusters: &[&str], now: Now) -> Result<Kubeconfig, Error> {
        let session = self.phase.session().ok_or(Reason::SignInRequired)?;
        let mut held = Vec::with_capacity(clusters.len());
        for id in clusters {
            let cluster = session.cluster(id).ok_or(Reason::ClusterUnknown)?;
            let credential = cluster
                .live_credential(now, &self.policy)
                .ok_or_else(|| cluster.why_none())?;
            held.push((
                &cluster.config,
                credential.certificate(),
                credential.certificate().pem(),
                credential.key().pem(),
            ));
        }
        let entries: Vec<_> = held
            .iter()
            .map(|(config, certificate, pem, key)| kubeconfig::InlineEntry {
                cluster_id: &config.id,
                server: config.server.as_str(),
                ca_data: config.ca_data.as_deref(),
                namespace: config.namespace.as_deref(),
                username: certificate.username(),
                certificate_pem: pem,
                key_pem: key,
            })
            .collect();
        Ok(kubeconfig::inline(&entries))
    }

    /// The credential of one cluster, for a file that kubectl reads again and again. **Secret** once rendered.
    ///
    /// # Errors
    /// As [`Machine::kubeconfig`].
    pub fn exec_credential(&self, cluster: &str, now: Now) -> Result<ExecCredential, Error> {
        let session = self.phase.session().ok_or(Reason::SignInRequired)?;
        let cluster = session.cluster(cluster).ok_or(Reason::ClusterUnknown)?;
        let credential = cluster
            .live_credential(now, &self.policy)
            .ok_or_else(|| cluster.why_none())?;
        Ok(ExecCredential {
            certificate_pem: credential.certificate().pem(),
            key_pem: credential.key().pem().duplicate(),
            expiration: cluster.reread_at(now, &self.policy),
        })
    }

    fn command(&mut self, command: Command, now: Now) {
        match command {
            Command::SignIn {
                identity_provider,
                entropy,
            } => {
                let by = By::Person(identity_provider.as_deref());
                self.sign_in(by, entropy);
            }
            Command::SignInSilently { entropy } => self.sign_in(By::Itself, entropy),
            Command::Renew => {
                if let Some((session, mut turn)) = self.in_session(now) {
                    session.renew_now(&mut turn);
                }
            }
            Command::Activate(cluster) => self.activate(&cluster, true, now),
            Command::Deactivate(cluster) => self.activate(&cluster, false, now),
            Command::SignOut => self.sign_out(),
            Command::Retry => self.retry(),
        }
    }

    fn activate(&mut self, cluster: &str, active: bool, now: Now) {
        if let Some((session, mut turn)) = self.in_session(now) {
            session.activate(cluster, active, &mut turn);
        }
    }

    fn network(&mut self, network: Network, now: Now) {
        let was_online = core::mem::replace(&mut self.online, network == Network::Online);
        if let Some((session, mut turn)) = self.in_session(now)
            && turn.online
            && !was_online
        {
            session.network_is_back(&mut turn);
        }
    }

    /// This computer's clock did something that time does not do.
    fn jumped(&mut self, jump: Jump, now: Now) {
        self.issuer_clock.jumped(jump);
        if let Some((session, mut turn)) = self.in_session(now) {
            session.jumped(jump, &mut turn);
        }
        match jump {
            Jump::Back(by) => self.clock_set(by, -1),
            Jump::Ahead(by) => self.unexplained = self.unexplained.plus(by),
        }
    }

    /// A server's time tells why our clock was ahead.
    fn explained(&mut self, explanation: Explanation) {
        let span = core::mem::take(&mut self.unexplained);
        match explanation {
            _ if span.is_zero() => {}
            Explanation::Stepped => self.clock_set(span, 1),
            Explanation::Slept => self.outbox.push(Output::Emit(Event::Slept { span })),
        }
    }

    fn clock_set(&mut self, by: Span, direction: i64) {
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX) * direction;
        self.outbox.push(Output::Emit(Event::ClockSet { millis }));
    }

    /// Stops waiting for what has had its time, so that nothing that the edge loses stops the machine.
    fn give_up(&mut self, now: Now) {
        while let Some(purpose) = self.outbox.give_up() {
            let lost = requests::sort(purpose, Err(Failure::Timeout));
            self.answered(purpose, lost, (now, now), false, now);
        }
        while let Some(owner) = self.ring.give_up(now.tick) {
            self.unverified(owner, Reason::SigningKeys(KeysFault::NoVerdict).into(), now);
        }
    }

    /// Routes an answer by what it was asked for, after its `Date` has told its sender's clock.
    fn response(&mut self, response: Response, now: Now) {
        let Some((purpose, late)) = self.outbox.settle(response.id) else {
            return;
        };
        let asked = (response.sent, response.received);
        // Between the head of the answer and its end our own clock may have jumped.
        if self.own_clock.agrees_with(response.received)
            && let Ok(reply) = &response.outcome
            && reply.status < 400
        {
            self.observe(purpose, reply.date, asked, now);
        }
        let reply = requests::sort(purpose, response.outcome);
        self.answered(purpose, reply, asked, late, now);
    }

    /// Takes in what a server says about its time.
    fn observe(&mut self, purpose: Purpose, date: Option<UnixTime>, asked: (Now, Now), now: Now) {
        if matches!(purpose, Purpose::Redeem | Purpose::Refresh(_)) {
            self.undated = date.is_none().then_some(asked);
        }
        let Some(date) = date else {
            return;
        };
        let (sent, received) = asked;
        let explanation = if let Some(at) = purpose.cluster_for_time() {
            self.in_session(now).and_then(|(session, mut turn)| {
                let tell = |clock: &mut Clock| clock.observe(date, sent, received);
                session.observe(at, purpose, tell, &mut turn)
            })
        } else if purpose.peer() == Peer::Issuer {
            self.issuer_clock.observe(date, sent, received)
        } else {
            None
        };
        if let Some(explanation) = explanation {
            self.explained(explanation);
        }
    }

    fn answered(
        &mut self,
        purpose: Purpose,
        reply: Result<Reply, Error>,
        asked: (Now, Now),
        late: bool,
        now: Now,
    ) {
        match purpose {
            Purpose::Config => self.configured(reply),
            Purpose::Metadata => self.discovered(reply),
            Purpose::IdentityProviders => self.identity_providers(reply),
            Purpose::Probe => self.probed(reply),
            Purpose::SessionStart => self.started(reply),
            Purpose::Redeem => self.redeemed(reply, now),
            Purpose::SessionConfig => self.session_configured(reply, now),
            Purpose::Refresh(_) if matches!(self.phase, Phase::Arriving(_)) => {
                self.resumed(reply, now);
            }
            Purpose::Refresh(generation) => self.renewal_refreshed(reply, generation, late, now),
            Purpose::Jwks => self.keys(reply, now),
            Purpose::Exchange(at, generation) => {
                self.exchange_answered(at, generation, reply, now);
            }
            Purpose::Credential(at) => {
                if let Some((session, mut turn)) = self.in_session(now) {
                    session.credential(at, reply, asked, &mut turn);
                }
            }
            Purpose::Version(_) => {} // Its `Date` was all we wanted.
            Purpose::SessionEnd => self.ended(reply),
        }
    }

    /// Ends whatever is under way.
    fn fail(&mut self, error: Error) {
        let again = match &self.phase {
            Phase::Ending(_) => Again::SignOut,
            Phase::Arriving(_) if error.need() != Need::Retry => Again::SignIn,
            Phase::New
            | Phase::Configuring { .. }
            | Phase::Discovering(_)
            | Phase::SignedOut(_)
            | Phase::Starting { .. }
            | Phase::Leaving(_)
            | Phase::Arriving(_)
            | Phase::SignedIn(_)
            | Phase::Failed { .. } => Again::Visit,
        };
        self.fail_with(self.phase.config().cloned(), error, again);
    }

    /// The same, where the situation has been taken apart already.
    fn fail_with(&mut self, config: Option<Rc<Config>>, error: Error, again: Again) {
        self.outbox.forget_all();
        self.ring.forget_tokens();
        self.outbox.push(Output::Emit(Event::Failed {
            code: error.code(),
            cluster: None,
        }));
        self.phase = Phase::Failed {
            config,
            error,
            again,
        };
    }

    /// Takes the situation out, to make the next one from it.
    fn take_phase(&mut self) -> Phase {
        core::mem::replace(&mut self.phase, Phase::New)
    }
}

/// Whether a failure means that there is no session any more, rather than that nobody could be asked.
fn ends_session(error: &Error) -> bool {
    error.need() == Need::SignIn
}

/// The media type of every form (RFC 6749 §4.1.3).
const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
