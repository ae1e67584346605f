//! The expiry forecast: until when each credential can be relied upon, and by when the user has to sign in again.

use super::cluster::LAST_CHANCE;
use super::{Cluster, InputContext, Session};
use crate::activity::Happened;
use crate::event::Event;
use crate::machine::ids::{Attempt, ClusterIndex};
use crate::machine::policy::Policy;
use crate::time::{Now, Skew, Span, Tick, UnixTime};

impl Cluster {
    /// Until when its credential can be relied upon.
    pub(crate) fn reliable_until(&self, now: Now, policy: &Policy) -> Option<Tick> {
        let (plan, left) = self.plan(now, policy)?;
        let not_after = self.current.as_ref()?.credential.not_after();
        let past = self.verifier_time(now.wall, policy).latest.since(not_after);
        Some(now.tick.plus(left).minus(past).minus(plan.margin))
    }

    /// When clients that cache the credential and only look at this computer's clock should read a newer one.
    ///
    /// It is the margin before its expiry, as this computer's clock will show it, and also as a corrected clock would
    /// show it: whichever comes first. Otherwise, if a computer's clock is an hour fast and is then set back, clients
    /// would cache for an hour too long.
    pub(crate) fn reread_at(&self, now: Now, policy: &Policy) -> UnixTime {
        let Some((plan, current)) = self
            .plan(now, policy)
            .map(|it| it.0)
            .zip(self.current.as_ref())
        else {
            return now.wall;
        };
        let reliable = current.credential.not_after().minus(plan.margin);
        let verifier = self.verifier_time(now.wall, policy).latest;
        let lead = Skew::new(
            verifier.as_millis().saturating_sub(now.wall.as_millis()),
            Span::ZERO,
        );
        let at = reliable.min(lead.to_ours(reliable));
        // A clock of which nothing is known yet can invalidate this, and will be known in a moment.
        if self.asking_time && self.verifier_clock.skew().is_none() {
            at.min(now.wall.plus(A_MOMENT))
        } else {
            at
        }
    }

    /// Whether the credential's readers should get a new time for the next read; records that they do.
    pub(super) fn reread_moved(&mut self, now: Now, policy: &Policy) -> bool {
        let at = self.reread_at(now, policy);
        let Some(current) = &mut self.current else {
            return false;
        };
        let apart = at
            .since(current.announced_reread)
            .max(current.announced_reread.since(at));
        if apart >= NOTABLE_MOVE {
            current.announced_reread = at;
        }
        apart >= NOTABLE_MOVE
    }
}

impl Session {
    /// When the first credential that cannot be replaced stops being reliable; none if all can be replaced.
    pub(crate) fn first_end(&self, now: Now, policy: &Policy) -> Option<Tick> {
        if self.can_refresh() {
            return None;
        }
        let active = self.clusters.iter().filter(|cluster| cluster.active);
        let ends = active.filter_map(|cluster| self.end_of(cluster, now, policy));
        ends.min()
    }

    /// The deadline for the next sign-in, on this computer's wall clock; none if the session needs no sign-in.
    ///
    /// It is `first_end`, when the first credential that can no longer be renewed stops being reliable. If the tokens
    /// still suffice for another credential, its expiry is estimated from the validity of the current one.
    pub(crate) fn sign_in_by(
        &self,
        first_end: Option<Tick>,
        now: Now,
        policy: &Policy,
    ) -> Option<UnixTime> {
        if self.can_refresh() {
            return self.tokens.known_end().map(|end| now.wall_at(end));
        }
        if let Some(end) = first_end {
            return Some(now.wall_at(end));
        }
        let mut active = self.clusters.iter().filter(|cluster| cluster.active);
        // Without credentials there is nothing to wait for, unless they are on their way.
        let has_no_tokens = |cluster: &Cluster| {
            let end = self.end_of_tokens(cluster, now, policy);
            end.is_some_and(|end| end <= now.tick)
        };
        (self.refresh.is_over() || active.any(has_no_tokens)).then_some(now.wall)
    }

    /// When the last credential that a cluster can get stops being reliable; none if it has none.
    fn end_of(&self, cluster: &Cluster, now: Now, policy: &Policy) -> Option<Tick> {
        let reliable = cluster.reliable_until(now, policy)?;
        let (plan, _) = cluster.plan(now, policy)?;
        let received = cluster.current.as_ref()?.received;
        let end = self.usable_until(cluster, now, policy);
        let last = match end.filter(|end| *end > now.tick) {
            Some(end) if received < end.minus(LAST_CHANCE) => end.minus(LAST_CHANCE),
            Some(_) | None => return Some(reliable),
        };
        let lifetime = cluster.lifetime(now, policy)?;
        Some(last.plus(lifetime.minus(plan.margin)))
    }

    /// Announces that the user has to sign in, and by when.
    pub(super) fn announce(&mut self, context: &mut InputContext<'_>) {
        if self.announced {
            return;
        }
        let first_end = self.first_end(context.now, context.policy);
        if let Some(by) = self.sign_in_by(first_end, context.now, context.policy) {
            self.announced = true;
            context.emit(Event::SignInNeeded { by });
            context.record(Happened::SignInNeeded { by }, None);
        }
    }

    /// The same, if it is soon for the cluster at `at`, which has a new credential. Only this cluster's expiry has
    /// moved; checking all clusters each time would take quadratic time.
    pub(super) fn announce_if_near(&mut self, at: ClusterIndex, context: &mut InputContext<'_>) {
        if self.announced {
            return;
        }
        let soon = context.now.wall.plus(AHEAD);
        if self.can_refresh() {
            // The first response does not show yet whether a refresh moves the end.
            let is_sure = self.tokens.attempt != Attempt::default();
            let end = self.tokens.known_end().filter(|_| is_sure);
            if end.is_some_and(|end| context.now.wall_at(end) <= soon) {
                self.announce(context);
            }
            return;
        }
        let cluster = self.clusters.get(at).filter(|cluster| cluster.active);
        let end = cluster.and_then(|cluster| self.end_of(cluster, context.now, context.policy));
        if end.is_some_and(|end| context.now.wall_at(end) <= soon) {
            self.announce(context);
        }
    }
}

/// A sign-in is announced this long in advance: enough time to finish current work.
const AHEAD: Span = Span::from_secs(600);
/// By then the API server's time is known, or its request has failed.
const A_MOMENT: Span = Span::from_secs(5);
/// Less than this is rounding: times on the wire have whole seconds.
const NOTABLE_MOVE: Span = Span::from_secs(2);
