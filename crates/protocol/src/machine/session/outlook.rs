//! What lies ahead: until when each credential can be relied upon, and by when a person has to sign in again.

use super::cluster::LAST_CHANCE;
use super::{Cluster, Session, Turn};
use crate::activity::Happened;
use crate::event::Event;
use crate::machine::ids::ClusterIndex;
use crate::machine::policy::Policy;
use crate::time::{Now, Skew, Span, Tick, UnixTime};

impl Cluster {
    /// Until when its credential can be relied upon.
    pub(crate) fn reliable_until(&self, now: Now, policy: &Policy) -> Option<Tick> {
        let (plan, left) = self.plan(now, policy)?;
        let not_after = self.held.as_ref()?.pass.not_after();
        let past = self.verifier_time(now.wall, policy).latest.since(not_after);
        Some(now.tick.plus(left).minus(past).minus(plan.margin))
    }

    /// When somebody who keeps a copy of the credential, and looks at nothing but this computer's clock, should look
    /// for a newer one.
    ///
    /// That is the margin before its end, as this computer's clock will show it, and also as it will show it once
    /// somebody has set it right: whichever comes first. A computer that is an hour fast and is set back would else
    /// keep what it has read for an hour too long.
    pub(crate) fn reread_at(&self, now: Now, policy: &Policy) -> UnixTime {
        let Some((plan, held)) = self
            .plan(now, policy)
            .map(|it| it.0)
            .zip(self.held.as_ref())
        else {
            return now.wall;
        };
        let reliable = held.pass.not_after().minus(plan.margin);
        let verifier = self.verifier_time(now.wall, policy).latest;
        let lead = Skew::new(
            verifier.as_millis().saturating_sub(now.wall.as_millis()),
            Span::ZERO,
        );
        let at = reliable.min(lead.to_ours(reliable));
        // A clock of which nothing is known yet can be in the way of all that, and will be known in a moment.
        if self.asking_time && self.verifier_clock.skew().is_none() {
            at.min(now.wall.plus(A_MOMENT))
        } else {
            at
        }
    }

    /// Whether the readers of its credential should be told anew when to read again; notes that they are.
    pub(super) fn end_moved(&mut self, now: Now, policy: &Policy) -> bool {
        let at = self.reread_at(now, policy);
        let Some(held) = &mut self.held else {
            return false;
        };
        let apart = at.since(held.told).max(held.told.since(at));
        if apart >= NOTABLE_MOVE {
            held.told = at;
        }
        apart >= NOTABLE_MOVE
    }
}

impl Session {
    /// Whether the session goes on without a sign-in, as far as is known.
    fn is_open_ended(&self) -> bool {
        self.tokens.refresh.is_some() && !self.refresh.is_over()
    }

    /// When the first credential ceases to be reliable that will have no successor; nothing as long as there is none.
    pub(crate) fn first_end(&self, now: Now, policy: &Policy) -> Option<Tick> {
        if self.is_open_ended() {
            return None;
        }
        let active = self.clusters.iter().filter(|cluster| cluster.active);
        let ends = active.filter_map(|cluster| self.end_of(cluster, now, policy));
        ends.min()
    }

    /// The deadline for the next sign-in, on this computer's wall clock; nothing as long as the session needs none.
    ///
    /// It is `first_end`, when the first credential that cannot be renewed any more ceases to be reliable. Where the tokens
    /// still buy another one, its end is foreseen from the validity of the present one.
    pub(crate) fn sign_in_by(
        &self,
        first_end: Option<Tick>,
        now: Now,
        policy: &Policy,
    ) -> Option<UnixTime> {
        if self.is_open_ended() {
            return None;
        }
        if let Some(end) = first_end {
            return Some(now.wall_at(end));
        }
        let mut active = self.clusters.iter().filter(|cluster| cluster.active);
        // Where there are no credentials, there is nothing to wait for; unless they are on their way.
        let buys_nothing = |cluster: &Cluster| {
            let end = self.end_of_tokens(cluster, now, policy);
            end.is_some_and(|end| end <= now.tick)
        };
        (self.refresh.is_over() || active.any(buys_nothing)).then_some(now.wall)
    }

    /// When the last credential that a cluster can get ceases to be reliable; nothing as long as it has none.
    fn end_of(&self, cluster: &Cluster, now: Now, policy: &Policy) -> Option<Tick> {
        let reliable = cluster.reliable_until(now, policy)?;
        let (plan, _) = cluster.plan(now, policy)?;
        let received = cluster.held.as_ref()?.received;
        let end = self.usable_until(cluster, now, policy);
        let last = match end.map(|end| end.minus(LAST_CHANCE)) {
            Some(last) if !self.refresh.is_over() && received < last => last,
            Some(_) | None => return Some(reliable),
        };
        let lifetime = cluster.lifetime(now, policy)?;
        Some(last.plus(lifetime.minus(plan.margin)))
    }

    /// Says that somebody has to sign in, and by when.
    pub(super) fn announce(&mut self, turn: &mut Turn<'_>) {
        if self.announced {
            return;
        }
        let first_end = self.first_end(turn.now, turn.policy);
        if let Some(by) = self.sign_in_by(first_end, turn.now, turn.policy) {
            self.announced = true;
            turn.emit(Event::SignInNeeded { by });
            turn.record(Happened::SignInNeeded { by }, None);
        }
    }

    /// The same, if it is soon for the cluster at `at`, which has a new credential. Only its end has moved, and looking
    /// at all of them each time would make every cluster's cost grow with their number.
    pub(super) fn announce_if_near(&mut self, at: ClusterIndex, turn: &mut Turn<'_>) {
        if self.announced || self.tokens.refresh.is_some() {
            return;
        }
        let soon = turn.now.wall.plus(AHEAD);
        let cluster = self.clusters.get(at).filter(|cluster| cluster.active);
        let end = cluster.and_then(|cluster| self.end_of(cluster, turn.now, turn.policy));
        if end.is_some_and(|end| turn.now.wall_at(end) <= soon) {
            self.announce(turn);
        }
    }
}

/// A sign-in that can be foreseen is announced this long before: time enough to finish what one is doing.
const AHEAD: Span = Span::from_secs(600);
/// By then the API server has told the time, or will not.
const A_MOMENT: Span = Span::from_secs(5);
/// Less than this is rounding: times on the wire have whole seconds.
const NOTABLE_MOVE: Span = Span::from_secs(2);
