//! One cluster: its credential, the state of its renewal, and its servers' clocks.

use alloc::rc::Rc;
use alloc::vec::Vec;

use super::api_server_credential::ApiServerCredential;
use super::reported_deviations::ReportedDeviations;
use crate::clocks::{Clock, Explanation, Reading};
use crate::concierge::request;
use crate::config::ClusterConfig;
use crate::error::{Error, MissingCredential, MissingReason, Need, Reason};
use crate::http::{JSON, Reply};
use crate::machine::ids::ClusterIndex;
use crate::machine::policy::Policy;
use crate::machine::requests::{Outbox, Purpose};
use crate::oidc::id_token::{IdToken, TokenFacts};
use crate::refusal::{self, RefusalCause};
use crate::schedule::{Attempts, Jitter, Pace, Plan};
use crate::time::{Now, Skew, Span, Tick, UnixTime};

pub(crate) struct Cluster {
    pub(crate) config: Rc<ClusterConfig>,
    /// Its id, shared with data that outlives the session.
    pub(crate) id: Rc<str>,
    /// Whether its credential is renewed.
    pub(crate) active: bool,
    pub(crate) current: Option<CurrentCredential>,
    /// Whether the last credential was dropped because it had expired.
    pub(super) has_expired: bool,
    /// The next one, which its verifier does not accept yet.
    pub(super) upcoming: Option<ApiServerCredential>,
    pub(crate) renewal: RenewalState,
    pub(crate) concierge_clock: Clock,
    pub(crate) verifier_clock: Clock,
    pub(super) attempts: Attempts,
    /// When it has to be looked at next; its only current timer.
    pub(super) timer: Option<Tick>,
    /// Whether a request for its API server's time is pending.
    pub(super) asking_time: bool,
    /// The facts about the token that its Concierge received last.
    pub(super) shown_token: Option<Rc<TokenFacts>>,
    /// Why that may have been refused, most likely first.
    pub(crate) causes: Vec<RefusalCause>,
    /// Changes with every visible change.
    pub(crate) revision: u32,
    /// Which of its clocks were last found to be off.
    pub(super) reported: ReportedDeviations,
}

/// The current credential, with its arrival and the validity that it had then.
pub(crate) struct CurrentCredential {
    pub(crate) credential: ApiServerCredential,
    pub(crate) received: Tick,
    pub(crate) jitter: Jitter,
    /// The time for the next read that was last announced to its readers.
    pub(super) announced_reread: UnixTime,
}

/// The state of a cluster's renewal. The current credential stays valid meanwhile.
#[derive(Debug)]
pub(crate) enum RenewalState {
    /// Nothing to do.
    Idle,
    /// Due, and waiting for tokens or for a free slot.
    Waiting,
    /// The issuer is exchanging a token for this cluster, or its signature is being verified.
    Exchanging,
    /// The request to the Concierge is in flight.
    Requesting,
    /// The last attempt failed; the next one starts at this tick.
    Failed(Error, Tick),
}

impl Cluster {
    pub(crate) fn new(config: Rc<ClusterConfig>, active: bool) -> Self {
        Self {
            id: config.id.as_str().into(),
            config,
            active,
            current: None,
            has_expired: false,
            upcoming: None,
            renewal: RenewalState::Idle,
            concierge_clock: Clock::default(),
            verifier_clock: Clock::default(),
            attempts: Attempts::default(),
            timer: None,
            asking_time: false,
            shown_token: None,
            causes: Vec::new(),
            revision: 0,
            reported: ReportedDeviations::default(),
        }
    }

    /// The clock that determines when the certificate expires: the API server's or, until that is known, the
    /// Concierge's, which usually runs beside it.
    pub(crate) fn skew(&self) -> Option<Skew> {
        self.verifier_clock
            .skew()
            .or_else(|| self.concierge_clock.skew())
    }

    /// The time on that clock.
    pub(crate) fn verifier_time(&self, wall: UnixTime, policy: &Policy) -> Reading {
        policy.read(self.verifier_clock.read(wall), || {
            policy.read(self.concierge_clock.read(wall), || Reading::exactly(wall))
        })
    }

    /// The time on the Concierge's clock.
    pub(crate) fn concierge_time(&self, wall: UnixTime, policy: &Policy) -> Reading {
        policy.read(self.concierge_clock.read(wall), || Reading::exactly(wall))
    }

    /// The credential, unless it has certainly expired.
    pub(crate) fn live_credential(
        &self,
        now: Now,
        policy: &Policy,
    ) -> Option<&ApiServerCredential> {
        let current = self.current.as_ref()?;
        let earliest = self.verifier_time(now.wall, policy).earliest;
        (current.credential.not_after() > earliest).then_some(&current.credential)
    }

    /// Why there is no credential.
    pub(crate) fn why_none(&self) -> Error {
        match &self.renewal {
            RenewalState::Failed(error, _) => error.clone(),
            RenewalState::Idle
            | RenewalState::Waiting
            | RenewalState::Exchanging
            | RenewalState::Requesting => Reason::NoCredential(MissingCredential {
                cluster: self.config.id.clone(),
                reason: if self.has_expired || self.current.is_some() {
                    MissingReason::Expired
                } else if self.active {
                    MissingReason::Pending
                } else {
                    MissingReason::Inactive
                },
            })
            .into(),
        }
    }

    /// When the credential expires, as our clock will show it. Every interface calls this the end of the certificate;
    /// `reliable_until` is earlier.
    pub(super) fn ends_at(&self) -> Option<UnixTime> {
        let not_after = self.current.as_ref()?.credential.not_after();
        Some(self.skew().unwrap_or_default().to_ours(not_after))
    }

    /// The plan for the current credential, as far as its verifier's clock is known by now, and its remaining
    /// lifetime.
    pub(crate) fn plan(&self, now: Now, policy: &Policy) -> Option<(Plan, Span)> {
        let current = self.current.as_ref()?;
        let verifier = self.verifier_time(now.wall, policy);
        // To be safe, assume the latest time that the clock can show.
        let left = current.credential.not_after().since(verifier.latest);
        let lifetime = self.lifetime(now, policy)?;
        Some((policy.schedule.plan(lifetime, verifier.error()), left))
    }

    /// From the receipt of the current credential to its expiry; it does not change as time passes.
    pub(super) fn lifetime(&self, now: Now, policy: &Policy) -> Option<Span> {
        let current = self.current.as_ref()?;
        let age = now.tick.since(current.received);
        let verifier = self.verifier_time(now.wall, policy);
        Some(
            current
                .credential
                .not_after()
                .plus(age)
                .since(verifier.latest),
        )
    }

    /// Drops the credential if it has certainly expired, and returns whether it did.
    pub(super) fn drop_expired(&mut self, now: Now, policy: &Policy) -> bool {
        let has_expired = self.current.is_some() && self.live_credential(now, policy).is_none();
        if has_expired {
            self.current = None;
            self.has_expired = true;
        }
        has_expired
    }

    /// When the credential will certainly have expired.
    pub(super) fn expiry(&self, now: Now, policy: &Policy) -> Option<Tick> {
        let current = self.current.as_ref()?;
        let earliest = self.verifier_time(now.wall, policy).earliest;
        let left = current.credential.not_after().since(earliest);
        Some(now.tick.plus(left))
    }

    /// When the next attempt is due. `end` is when the current tokens stop being usable, unless they are replaced.
    /// They are used once more shortly before that, because the resulting certificate outlives them.
    pub(super) fn due(&self, now: Now, end: Option<Tick>, policy: &Policy) -> Option<Tick> {
        if !self.active {
            return None;
        }
        let due = match &self.renewal {
            RenewalState::Waiting | RenewalState::Exchanging | RenewalState::Requesting => {
                return None;
            }
            RenewalState::Failed(_, retry_at) => *retry_at,
            RenewalState::Idle if end.is_some_and(|end| end <= now.tick) => return None,
            RenewalState::Idle => match (&self.current, self.plan(now, policy)) {
                (Some(current), Some((plan, _))) => {
                    let due = plan.renew_at(current.received, current.jitter);
                    match end.map(|end| end.minus(LAST_CHANCE)) {
                        Some(last) if due > last && current.received >= last => return None,
                        Some(last) => due.min(last),
                        None => due,
                    }
                }
                _ => now.tick,
            },
        };
        Some(self.attempts.at_the_earliest(due))
    }

    /// Whether the rate limit allows another attempt.
    pub(super) fn may_start(&self, now: Tick) -> bool {
        self.attempts.at_the_earliest(now) <= now
    }

    /// Sends the token to the Concierge. Returns `false` without a Concierge, because then the token itself is the
    /// credential.
    pub(super) fn request(
        &mut self,
        at: ClusterIndex,
        token: &IdToken,
        jitter: Jitter,
        outbox: &mut Outbox,
        now: Tick,
    ) -> bool {
        let Some(concierge) = &self.config.concierge else {
            self.set_current(ApiServerCredential::of(token), now, jitter);
            return false;
        };
        let body = request::build(concierge, token);
        self.shown_token = Some(token.facts().clone());
        outbox.post(
            Purpose::Credential(at),
            concierge.request.as_str(),
            &self.config.headers,
            (JSON, body),
        );
        self.renewal = RenewalState::Requesting;
        true
    }

    pub(super) fn set_current(
        &mut self,
        credential: ApiServerCredential,
        received: Tick,
        jitter: Jitter,
    ) {
        self.upcoming = None;
        self.current = Some(CurrentCredential {
            credential,
            received,
            jitter,
            announced_reread: UnixTime::from_millis(i64::MAX),
        });
        self.renewal = RenewalState::Idle;
        self.causes.clear();
        self.attempts.succeed();
    }

    /// Handles the Concierge's response, and what it shows about our own clock. On failure, the current credential
    /// stays.
    pub(super) fn receive(
        &mut self,
        reply: Reply,
        asked: (Now, Now),
        jitter: Jitter,
        policy: &Policy,
    ) -> Result<Option<Explanation>, Error> {
        let (sent, received) = asked;
        let unchecked =
            request::process(reply.body.secret()).map_err(|reason| reply.error(reason))?;
        // The certificate shows when it was issued. The response's own time has priority; otherwise a cached response
        // would prove itself to be fresh.
        let issued = unchecked.issued_at().filter(|_| !reply.is_remembered);
        let mut explanation = None;
        if let (None, Some(issued)) = (reply.date, issued) {
            explanation = self.concierge_clock.observe(issued, sent, received);
        }
        let concierge = self.concierge_time(received.wall, policy).earliest;
        let credential = unchecked
            .check_expiry(concierge)
            .map_err(|fault| reply.error(Reason::Credential(fault)))?;
        if let (Some(_), Some(issued)) = (reply.date, issued) {
            self.concierge_clock.observe(issued, sent, received);
        }
        let credential = ApiServerCredential::Certificate(credential);
        self.admit(credential, received, policy)
            .map(|credential| self.set_current(credential, received.tick, jitter))
            .map_err(|error| Error {
                audit_id: reply.audit_id,
                ..error
            })?;
        Ok(explanation)
    }

    /// Determines why the token may have been refused, if that is what failed.
    pub(super) fn explain(
        &mut self,
        error: &Error,
        issuer: Option<Skew>,
        now: Now,
        policy: &Policy,
    ) {
        self.causes = match (&error.reason, &self.shown_token) {
            (Reason::CredentialRefused(_), Some(token)) => {
                let time = self.concierge_time(now.wall, policy);
                refusal::causes(token, &self.config, time, &self.deviations(issuer))
            }
            _ => Vec::new(),
        };
    }

    /// When to retry after a failure.
    pub(super) fn fail(
        &mut self,
        error: &Error,
        now: Now,
        jitter: Jitter,
        policy: &Policy,
    ) -> Tick {
        let left = self.plan(now, policy).map(|(_, left)| left);
        let pace = match (error.need(), left) {
            (Need::Retry, Some(left)) => Pace::Urgent(left),
            (Need::Retry, None) if self.attempts.are_few() => Pace::Urgent(FULL_LIFETIME),
            (Need::Retry, None) => Pace::Steady,
            (Need::SignIn | Need::Operator | Need::Nothing, _) => Pace::Patient,
        };
        self.attempts
            .fail(now.tick, pace, error.retry_after, jitter)
    }
}

/// What a retry can gain if there is no credential: five minutes of a certificate.
const FULL_LIFETIME: Span = Span::from_secs(300);
/// The tokens are used for the last time this long before they expire: the budget of a renewal and a third of it.
pub(super) const LAST_CHANCE: Span = Span::from_secs(40);
