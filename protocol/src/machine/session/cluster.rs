//! One cluster: its credential, what is being done about the next one, and its servers' clocks.

use alloc::rc::Rc;

use crate::clocks::Clock;
use crate::concierge::Credential;
use crate::concierge::request;
use crate::config::ClusterConfig;
use crate::error::{Error, Reason};
use crate::http::Reply;
use crate::machine::JSON;
use crate::machine::requests::{Outbox, Purpose};
use crate::oidc::id_token::IdToken;
use crate::time::{Now, Skew, Span};

pub(crate) struct Cluster {
    pub(crate) config: Rc<ClusterConfig>,
    pub(crate) credential: Option<Credential>,
    pub(crate) activity: Activity,
    pub(crate) concierge_clock: Clock,
    pub(crate) verifier_clock: Clock,
}

/// What is being done about a cluster's next credential. The one that it has stays valid meanwhile.
#[derive(Debug)]
pub(crate) enum Activity {
    /// Nothing.
    Resting,
    /// The issuer is making a token for this cluster, or its signature is being checked.
    Exchanging,
    /// The Concierge is being asked.
    Requesting,
    /// The last attempt failed.
    Failed(Error),
}

impl Cluster {
    pub(crate) fn new(config: Rc<ClusterConfig>) -> Self {
        Self {
            config,
            credential: None,
            activity: Activity::Resting,
            concierge_clock: Clock::default(),
            verifier_clock: Clock::default(),
        }
    }

    pub(crate) const fn is_busy(&self) -> bool {
        matches!(self.activity, Activity::Exchanging | Activity::Requesting)
    }

    /// The clock that decides when the certificate dies: the API server's, or until that is known the Concierge's,
    /// which usually runs beside it.
    pub(crate) fn skew(&self) -> Option<Skew> {
        self.verifier_clock
            .skew()
            .or_else(|| self.concierge_clock.skew())
    }

    /// How long the certificate lives still, on the verifier's clock; nothing without a certificate.
    pub(crate) fn remaining(&self, now: Now) -> Option<Span> {
        let verifier = self.skew().unwrap_or_default().to_theirs(now.wall);
        self.credential
            .as_ref()
            .map(|credential| credential.certificate().not_after().since(verifier))
    }

    pub(crate) fn live_credential(&self, now: Now) -> Option<&Credential> {
        self.credential
            .as_ref()
            .filter(|_| self.remaining(now).is_some_and(|left| !left.is_zero()))
    }

    /// Why there is no credential.
    pub(crate) fn why_none(&self) -> Error {
        match &self.activity {
            Activity::Failed(error) => error.clone(),
            Activity::Resting | Activity::Exchanging | Activity::Requesting => {
                Reason::CredentialExpired.into()
            }
        }
    }

    /// Drops the credential if it has died; says whether it just did.
    pub(crate) fn bury(&mut self, now: Now) -> bool {
        let died = self.credential.is_some() && self.live_credential(now).is_none();
        if died {
            self.credential = None;
            if matches!(self.activity, Activity::Resting) {
                self.activity = Activity::Failed(Reason::CredentialExpired.into());
            }
        }
        died
    }

    /// Asks the Concierge for a credential.
    pub(crate) fn request(&mut self, at: usize, token: &IdToken, outbox: &mut Outbox) {
        let concierge = &self.config.concierge;
        let body = request::build(concierge, token);
        outbox.post(
            Purpose::Credential(at),
            concierge.request.as_str(),
            &self.config.headers,
            JSON,
            body,
        );
        self.activity = Activity::Requesting;
    }

    /// Takes the Concierge's answer in. On failure, the credential at hand stays as it is.
    pub(crate) fn receive(&mut self, reply: Reply, now: Now) -> Result<(), Error> {
        let concierge = self
            .concierge_clock
            .skew()
            .unwrap_or_default()
            .to_theirs(now.wall);
        match request::process(reply.status, reply.body.secret(), concierge) {
            Ok(credential) => {
                self.credential = Some(credential);
                self.activity = Activity::Resting;
                Ok(())
            }
            Err(reason) => Err(Error {
                reason,
                audit_id: reply.audit_id,
            }),
        }
    }
}
