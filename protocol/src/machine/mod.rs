//! `Machine`: the only mutable thing; routes each input to the situation that it falls into.

use alloc::rc::Rc;
use alloc::vec::Vec;

use crate::clocks::Clock;
use crate::config::Config;
use crate::error::{Error, Need, Reason};
use crate::event::Event;
use crate::http::Response;
use crate::input::{Command, Input, Source};
use crate::kubeconfig::{self, ExecCredential, Kubeconfig};
use crate::output::Output;
use crate::phase::{Again, Phase};
use crate::snapshot::Snapshot;
use crate::time::{Now, Tick};

mod arriving;
mod keys;
mod login;
mod opening;
mod renewing;
mod requests;
pub(crate) mod session;
mod verifying;

use keys::KeyRing;
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
            deadline: None,
        }
    }

    /// Takes in one thing that happened. Drain every output before the next call.
    pub fn handle(&mut self, input: Input, now: Now) {
        match input {
            Input::Opened(opening) => self.open(opening),
            Input::Returned(arrival) => self.returned(arrival),
            Input::Command(command) => self.command(command, now),
            Input::Response(response) => self.response(response, now),
            Input::Verdict(verdict) => self.verdict(verdict, now),
            Input::Woke | Input::Network(_) => {}
        }
        self.deadline = if let Phase::SignedIn(session) = &mut self.phase {
            session.expire(now, &mut self.outbox);
            session.deadline(now)
        } else {
            None
        };
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
        Snapshot::of(&self.phase, &self.issuer_clock)
    }

    /// The kubeconfig for some clusters, with certificate and key in it. **Secret** once rendered.
    ///
    /// # Errors
    /// `HAULOUT_SIGN_IN_REQUIRED` without a session, `HAULOUT_CLUSTER_UNKNOWN` for an id that is not configured, and the
    /// cluster's own failure (or `HAULOUT_CREDENTIAL_EXPIRED`) where it has no credential.
    pub fn kubeconfig(&self, clusters: &[&str], now: Now) -> Result<Kubeconfig, Error> {
        let Phase::SignedIn(session) = &self.phase else {
            return Err(Reason::SignInRequired.into());
        };
        let mut held = Vec::with_capacity(clusters.len());
        for id in clusters {
            let cluster = session.cluster(id).ok_or(Reason::ClusterUnknown)?;
            let credential = cluster
                .live_credential(now)
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
        let Phase::SignedIn(session) = &self.phase else {
            return Err(Reason::SignInRequired.into());
        };
        let cluster = session.cluster(cluster).ok_or(Reason::ClusterUnknown)?;
        let credential = cluster
            .live_credential(now)
            .ok_or_else(|| cluster.why_none())?;
        let skew = cluster.skew().unwrap_or_default();
        let certificate = credential.certificate();
        Ok(ExecCredential {
            certificate_pem: certificate.pem(),
            key_pem: credential.key().pem().duplicate(),
            expiration: skew.to_ours(certificate.not_after()),
        })
    }

    fn command(&mut self, command: Command, now: Now) {
        match command {
            Command::SignIn {
                identity_provider,
                entropy,
            } => self.sign_in(identity_provider.as_deref(), entropy),
            Command::Renew => self.renew(now),
            Command::SignOut => self.sign_out(),
            Command::Retry => self.retry(),
        }
    }

    /// Routes an answer by what it was asked for, after its `Date` has told its sender's clock.
    fn response(&mut self, response: Response, now: Now) {
        let Some(purpose) = self.outbox.settle(response.id) else {
            return;
        };
        if let Ok(reply) = &response.outcome
            && reply.status < 400
            && let Some(date) = reply.date
        {
            match (purpose, &mut self.phase) {
                (Purpose::Credential(at) | Purpose::Version(at), Phase::SignedIn(session)) => {
                    session.observe(at, purpose, date, response.sent, response.received);
                }
                _ if purpose.peer() == crate::error::Peer::Issuer => {
                    self.issuer_clock
                        .observe(date, response.sent, response.received);
                }
                _ => {}
            }
        }
        let reply = requests::sort(purpose, response.outcome);
        match purpose {
            Purpose::Config => self.configured(reply),
            Purpose::Metadata => self.discovered(reply),
            Purpose::IdentityProviders => self.identity_providers(reply),
            Purpose::Probe => self.probed(reply),
            Purpose::SessionStart => self.started(reply),
            Purpose::Redeem => self.redeemed(reply, now),
            Purpose::SessionConfig => self.session_configured(reply, now),
            Purpose::Refresh => self.refreshed(reply, now),
            Purpose::Jwks => self.keys(reply, now),
            Purpose::Exchange(at) => self.exchanged(at, reply, now),
            Purpose::Credential(at) => self.credential(at, reply, now),
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
