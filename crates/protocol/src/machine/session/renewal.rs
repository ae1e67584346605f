//! The renewal cycle of each cluster: due, waiting for tokens and a slot, exchange, credential request, idle.

use super::tokens::TokenAvailability;
use super::{Cluster, InputContext, RenewalState, Session};
use crate::activity::Happened;
use crate::clocks::Explanation;
use crate::error::{Error, Need, Reason};
use crate::event::Event;
use crate::http::Reply;
use crate::machine::ids::{Attempt, ClusterIndex};
use crate::machine::policy::Policy;
use crate::machine::requests::Purpose;
use crate::oidc::exchange;
use crate::oidc::id_token::IdToken;
use crate::schedule::Jitter;
use crate::time::{Now, Tick};

impl Session {
    /// Starts the renewals that are due, as far as tokens and the limit on requests allow, and sets the next deadline.
    pub(in crate::machine) fn advance(&mut self, context: &mut InputContext<'_>) {
        loop {
            self.fire_timers(context);
            self.confirm_refusal(context);
            self.start_waiting(context);
            self.timers
                .prune(|timer, at| self.clusters[at].timer == Some(timer));
            // The certificate that a cluster kept may have become valid while it waited for tokens in vain.
            if self
                .timers
                .next()
                .is_none_or(|(timer, _)| timer > context.tick())
            {
                break;
            }
        }
    }

    /// Starts the renewals that wait, as far as tokens and the limit on requests allow.
    fn start_waiting(&mut self, context: &mut InputContext<'_>) {
        let mut held_back = 0;
        while context.outbox.has_room_for_a_renewal() {
            let Some(at) = self.waiting.get(held_back).copied() else {
                break;
            };
            match self.token_availability(at, context.now, context) {
                TokenAvailability::Ready => {
                    self.waiting.remove(held_back);
                    self.start(at, context);
                }
                TokenAvailability::Refresh => self.start_refresh(context),
                TokenAvailability::Wait => held_back += 1,
                TokenAvailability::Never => {
                    self.waiting.remove(held_back);
                    self.fail_without_tokens(at, context);
                }
            }
        }
    }

    /// When something has to be done even if no input arrives.
    pub(in crate::machine) fn deadline(&self, now: Now) -> Option<Tick> {
        let timer = self.timers.next().map(|(at, _)| at);
        let refresh = (!self.waiting.is_empty() || self.refreshes.refusals.is_unconfirmed())
            .then(|| self.refresh.deadline(&self.refreshes, now.tick))
            .flatten();
        [timer, refresh].into_iter().flatten().min()
    }

    /// Requests new credentials before the current ones are due, and new tokens first.
    pub(in crate::machine) fn renew_now(&mut self, context: &mut InputContext<'_>) {
        self.refreshes.wanted = true;
        self.allow_retry(context.tick());
        for at in self.clusters.indices() {
            if self.clusters[at].may_start(context.tick()) {
                self.enqueue(at);
                self.set_timer(at, context);
            }
        }
    }

    /// The network is back: retries everything that failed because of it.
    pub(in crate::machine) fn network_is_back(&mut self, context: &mut InputContext<'_>) {
        self.allow_retry(context.tick());
        for at in self.clusters.indices() {
            if let RenewalState::Failed(error, _) = &self.clusters[at].renewal
                && error.need() == Need::Retry
                && self.clusters[at].may_start(context.tick())
            {
                self.enqueue(at);
                self.set_timer(at, context);
            }
        }
    }

    /// Adds a cluster to the queue, unless it is already there or being renewed.
    pub(super) fn enqueue(&mut self, at: ClusterIndex) {
        self.touch(at);
        let cluster = &mut self.clusters[at];
        if cluster.active
            && matches!(
                cluster.renewal,
                RenewalState::Idle | RenewalState::Failed(..)
            )
        {
            cluster.renewal = RenewalState::Waiting;
            self.waiting.push_back(at);
        }
    }

    /// Drops expired credentials and enqueues those that are due.
    fn fire_timers(&mut self, context: &mut InputContext<'_>) {
        while let Some((timer, at)) = self.timers.next()
            && timer <= context.tick()
        {
            self.timers.pop();
            if self.clusters[at].timer != Some(timer) {
                continue;
            }
            let cluster = &mut self.clusters[at];
            cluster.timer = None;
            if cluster.drop_expired(context.now, context.policy) {
                context.emit(Event::Expired {
                    cluster: cluster.config.id.clone(),
                });
                context.record(Happened::Expired, Some(cluster.id.clone()));
            }
            let take_up = cluster.next_take_up(context.now, context.policy);
            if take_up.is_some_and(|start| start <= context.tick()) {
                let jitter = context.jitter();
                cluster.take_up(context.tick(), jitter);
                self.credential_received(at, context);
            }
            if self
                .due(&self.clusters[at], context.now, context.policy)
                .is_some_and(|due| due <= context.tick())
            {
                self.enqueue(at);
            }
            self.set_timer(at, context);
        }
    }

    /// Sets the next timer of the cluster at `at`.
    pub(super) fn set_timer(&mut self, at: ClusterIndex, context: &InputContext<'_>) {
        self.touch(at);
        let due = self.due(&self.clusters[at], context.now, context.policy);
        let cluster = &mut self.clusters[at];
        let expiry = cluster.expiry(context.now, context.policy);
        let take_up = cluster.next_take_up(context.now, context.policy);
        let timer = [due, expiry, take_up].into_iter().flatten().min();
        if cluster.timer != timer {
            cluster.timer = timer;
            if let Some(timer) = timer {
                self.timers.push(timer, at);
            }
        }
    }

    /// When the next attempt for a cluster is due.
    pub(crate) fn due(&self, cluster: &Cluster, now: Now, policy: &Policy) -> Option<Tick> {
        cluster.due(now, self.end_of_tokens(cluster, now, policy), policy)
    }

    /// When the current tokens stop being usable for a cluster, if they cannot be replaced.
    pub(crate) fn end_of_tokens(
        &self,
        cluster: &Cluster,
        now: Now,
        policy: &Policy,
    ) -> Option<Tick> {
        if self.can_refresh() {
            None
        } else {
            self.usable_until(cluster, now, policy)
        }
    }

    /// Starts a renewal for the cluster at `at`, and meanwhile requests its API server's time.
    fn start(&mut self, at: ClusterIndex, context: &mut InputContext<'_>) {
        let Some(cluster) = self.clusters.get_mut(at) else {
            return;
        };
        cluster.attempts.start(context.now.tick);
        if let Some(version) = &cluster.config.version {
            cluster.asking_time = true;
            context.outbox.get(
                Purpose::Version(at),
                version.as_str(),
                &cluster.config.headers,
            );
        }
        match &cluster.config.audience {
            Some(audience) if !self.id_token.has_audience(audience) => {
                let client_id = &self.issuer.config.issuer.client_id;
                let form = exchange::build(client_id, audience, &self.tokens.access);
                let purpose = Purpose::Exchange(at, self.tokens.attempt);
                context.outbox.ask_for_tokens(purpose, &self.issuer, form);
                cluster.renewal = RenewalState::Exchanging;
            }
            Some(_) | None => {
                let jitter = Jitter::draw(context.seed);
                if !cluster.request(at, &self.id_token, jitter, context.outbox, context.now.tick) {
                    return self.credential_received(at, context);
                }
            }
        }
        self.set_timer(at, context);
    }

    /// Marks a cluster for which there are no tokens and will be none.
    fn fail_without_tokens(&mut self, at: ClusterIndex, context: &mut InputContext<'_>) {
        self.clusters[at].renewal = RenewalState::Idle;
        self.lacks_tokens = true;
        self.set_timer(at, context);
        self.announce(context);
    }

    /// The token that was exchanged for a cluster has been verified.
    pub(in crate::machine) fn exchanged(
        &mut self,
        at: ClusterIndex,
        token: &IdToken,
        context: &mut InputContext<'_>,
    ) {
        let jitter = context.jitter();
        if let Some(cluster) = self.clusters.get_mut(at)
            && matches!(cluster.renewal, RenewalState::Exchanging)
            && !cluster.request(at, token, jitter, context.outbox, context.now.tick)
        {
            self.credential_received(at, context);
        }
    }

    /// A cluster has a new credential.
    fn credential_received(&mut self, at: ClusterIndex, context: &mut InputContext<'_>) {
        let cluster = &mut self.clusters[at];
        let _is_new = cluster.reread_moved(context.now, context.policy);
        let id = cluster.id.clone();
        let until = cluster.ends_at().unwrap_or(context.now.wall);
        context.emit(Event::Credential {
            cluster: cluster.config.id.clone(),
        });
        context.record(Happened::Credential { until }, Some(id));
        self.renewal_marks.add(context.now.wall);
        self.compare_clocks(at, context);
        self.set_timer(at, context);
        self.announce_if_near(at, context);
    }

    /// A request for the time of a cluster's API server ended, successfully or not.
    pub(in crate::machine) fn time_asked(
        &mut self,
        at: ClusterIndex,
        context: &mut InputContext<'_>,
    ) {
        if let Some(cluster) = self.clusters.get_mut(at) {
            cluster.asking_time = false;
            if cluster.reread_moved(context.now, context.policy) {
                let cluster = cluster.config.id.clone();
                context.emit(Event::EndMoved { cluster });
            }
            let admitted = cluster.readmit(context.now, context.policy);
            self.compare_clocks(at, context);
            if let Err(error) = admitted {
                self.cluster_failed(at, error, context);
            }
        }
    }

    /// A Concierge answered a request that was sent and answered at `asked`; returns what that shows about our own
    /// clock.
    pub(in crate::machine) fn credential(
        &mut self,
        at: ClusterIndex,
        reply: Result<Reply, Error>,
        asked: (Now, Now),
        context: &mut InputContext<'_>,
    ) -> Option<Explanation> {
        let jitter = context.jitter();
        let cluster = self.clusters.get_mut(at)?;
        if !matches!(cluster.renewal, RenewalState::Requesting) {
            return None;
        }
        match reply.and_then(|reply| cluster.receive(reply, asked, jitter, context.policy)) {
            Ok(explanation) => {
                self.credential_received(at, context);
                explanation
            }
            Err(error) => {
                self.cluster_failed(at, error, context);
                None
            }
        }
    }

    /// The issuer returned a token for one cluster, which is still unverified.
    pub(in crate::machine) fn record_exchange(
        &self,
        at: ClusterIndex,
        context: &mut InputContext<'_>,
    ) {
        let cluster = self.clusters.get(at);
        if let Some((cluster, audience)) =
            cluster.and_then(|cluster| Some((cluster, cluster.config.audience.as_deref()?)))
        {
            let audience = audience.into();
            context.record(Happened::Exchanged { audience }, Some(cluster.id.clone()));
        }
    }

    /// The issuer refused to exchange the access token of the attempt `spent`.
    pub(in crate::machine) fn exchange_failed(
        &mut self,
        at: ClusterIndex,
        error: Error,
        spent: Attempt,
        context: &mut InputContext<'_>,
    ) {
        if self.refresh.is_over() && error.need() != Need::Retry {
            // The access token has ended with the session, and nothing replaces it: the sign-in is needed earlier.
            self.tokens.access_until = Some(context.tick());
            self.announced = false;
            return self.fail_without_tokens(at, context);
        }
        let is_newest = spent == self.tokens.attempt;
        // A refresh has replaced the access token, or is about to, and issuers that rotate tokens revoke the old one;
        // or it had expired, perhaps while the computer slept.
        let may_have_expired = !is_newest || self.tokens_may_have_expired(context.now);
        if error.need() == Need::Retry || !may_have_expired {
            return self.cluster_failed(at, error, context);
        }
        if is_newest {
            self.refreshes.wanted = true;
        }
        let Some(cluster) = self.clusters.get_mut(at) else {
            return;
        };
        // If the refresh fails, the next exchange would spend the same token at once.
        if is_newest && self.refresh.failure().is_some() || !cluster.may_start(context.tick()) {
            return self.cluster_failed(at, error, context);
        }
        cluster.renewal = RenewalState::Idle;
        self.enqueue(at);
    }

    pub(in crate::machine) fn cluster_failed(
        &mut self,
        at: ClusterIndex,
        error: Error,
        context: &mut InputContext<'_>,
    ) {
        let jitter = context.jitter();
        // A server that refuses a token may accept a newer one.
        if matches!(
            error.reason,
            Reason::Exchange(_) | Reason::CredentialRefused(_)
        ) || error.need() == Need::SignIn
        {
            self.refreshes.wanted = true;
        }
        let Some(cluster) = self.clusters.get_mut(at) else {
            return;
        };
        cluster.explain(&error, context.issuer_clock, context.now, context.policy);
        let retry_at = cluster.fail(&error, context.now, jitter, context.policy);
        let retry_at = context.slowed(retry_at);
        let again = context.now.wall_at(retry_at);
        context
            .outbox
            .failed(&error, Some(cluster.id.clone()), Some(again));
        cluster.renewal = RenewalState::Failed(error, retry_at);
        self.set_timer(at, context);
    }

    /// When the current tokens stop being usable for one cluster; none if their lifetime is unknown.
    pub(super) fn usable_until(
        &self,
        cluster: &Cluster,
        now: Now,
        policy: &Policy,
    ) -> Option<Tick> {
        if self.exchanges(cluster) {
            return self.tokens.access_until;
        }
        // The Concierge judges the ID token by its own clock. While that is unknown, or a jump of ours is unexplained,
        // the request is simply made.
        let reading = policy.read_or_own(cluster.concierge_clock.read(now.wall), now.wall)?;
        let concierge = reading.latest.minus(cluster.concierge_clock.doubt());
        let expires = self.id_token.expires();
        let ahead = now.tick.plus(expires.since(concierge));
        Some(ahead.minus(concierge.since(expires)))
    }
}
