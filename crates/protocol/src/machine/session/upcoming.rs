//! Certificates that their verifier refuses by its clock; one that is not valid yet is kept until it is.

use super::Cluster;
use super::api_server_credential::ApiServerCredential;
use super::cluster::RenewalState;
use crate::clocks::Reading;
use crate::error::{CredentialError, Error, Reason};
use crate::machine::policy::Policy;
use crate::schedule::Jitter;
use crate::time::{Now, Span, Tick, UnixTime};

impl Cluster {
    /// Returns a new certificate if its verifier accepts it, as far as that clock is measured.
    pub(super) fn admit(
        &mut self,
        credential: ApiServerCredential,
        now: Now,
        policy: &Policy,
    ) -> Result<ApiServerCredential, Error> {
        match self.measured_time(now.wall, policy) {
            Some((verifier, _)) if credential.not_after() <= verifier.earliest => {
                Err(Reason::Credential(CredentialError::ExpiredForVerifier).into())
            }
            Some((verifier, _)) if credential.not_before() > verifier.latest => {
                Err(self.hold(credential, now, policy))
            }
            Some(_) | None => Ok(credential),
        }
    }

    /// Does the same with the current certificate, which may have arrived before its verifier's time.
    pub(super) fn readmit(&mut self, now: Now, policy: &Policy) -> Result<(), Error> {
        let time = self.measured_time(now.wall, policy);
        let is_early = |credential: &ApiServerCredential| {
            matches!(credential, ApiServerCredential::Certificate(_))
                && time.is_some_and(|(verifier, _)| credential.not_before() > verifier.latest)
        };
        let is_idle = matches!(self.renewal, RenewalState::Idle);
        match self
            .current
            .take_if(|it| is_idle && is_early(&it.credential))
        {
            Some(current) => Err(self.hold(current.credential, now, policy)),
            None => Ok(()),
        }
    }

    /// Keeps a certificate until it is valid; the failure says when to ask for another one, in case the clocks have
    /// been corrected by then.
    fn hold(&mut self, credential: ApiServerCredential, now: Now, policy: &Policy) -> Error {
        // Every certificate starts later than the previous one: the first to be valid is kept.
        if self
            .upcoming
            .as_ref()
            .is_none_or(|held| credential.not_before() < held.not_before())
        {
            self.upcoming = Some(credential);
        }
        let start = self.start_of_upcoming(now, policy);
        Error {
            retry_after: start.map(|start| start.since(now.tick).min(LONGEST_WAIT)),
            ..Reason::Credential(CredentialError::NotYetValid).into()
        }
    }

    /// When the certificate that is kept becomes valid.
    fn start_of_upcoming(&self, now: Now, policy: &Policy) -> Option<Tick> {
        let held = self.upcoming.as_ref()?;
        let (verifier, doubt) = self.measured_time(now.wall, policy)?;
        let wait = held.not_before().since(verifier.earliest.plus(doubt));
        Some(now.tick.plus(wait))
    }

    /// When to call [`Self::take_up`]; none while another certificate is on its way.
    pub(super) fn next_take_up(&self, now: Now, policy: &Policy) -> Option<Tick> {
        let is_at_rest = matches!(self.renewal, RenewalState::Idle | RenewalState::Failed(..));
        self.start_of_upcoming(now, policy).filter(|_| is_at_rest)
    }

    /// Replaces the current certificate by the one that was kept.
    pub(super) fn take_up(&mut self, now: Tick, jitter: Jitter) {
        if let Some(credential) = self.upcoming.take() {
            self.set_current(credential, now, jitter);
        }
    }

    /// The time on the verifier's clock, or else on the Concierge's, if either is measured, and the part of its error
    /// that is due to an unexplained jump of our own clock.
    fn measured_time(&self, wall: UnixTime, policy: &Policy) -> Option<(Reading, Span)> {
        let mut clocks = [&self.verifier_clock, &self.concierge_clock].into_iter();
        let found = clocks.find_map(|clock| Some((clock.read(wall)?, clock.doubt())));
        found.filter(|_| policy.measures_clocks)
    }
}

/// The validity of a Pinniped certificate. Clocks that are further apart are likely to be corrected before a
/// certificate becomes valid.
const LONGEST_WAIT: Span = Span::from_secs(300);
