//! What lies ahead: until when each credential can be relied upon, and by when a person has to sign in again.

use super::{Cluster, Session, Turn};
use crate::event::Event;
use crate::machine::policy::Policy;
use crate::time::{Now, Skew, Span, Tick, UnixTime};

impl Cluster {
    /// Until when its credential can be relied upon.
    pub(crate) fn reliable_until(&self, now: Now, policy: &Policy) -> Option<Tick> {
        let (plan, left) = self.plan(now, policy)?;
        Some(now.tick.plus(left).minus(plan.margin))
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
        let reliable = held.credential.certificate().not_after().minus(plan.margin);
        let verifier = self.verifier_time(now.wall, policy).latest;
        let lead = Skew::new(
            verifier.as_millis().saturating_sub(now.wall.as_millis()),
            Span::ZERO,
        );
        reliable.min(lead.to_ours(reliable))
    }
}

impl Session {
    /// By when somebody has to sign in again, on this computer's wall clock; nothing as long as the session goes on by
    /// itself.
    ///
    /// It is when the first credential that cannot be renewed any more is no longer to be relied upon. Where the tokens
    /// still buy another one, that one's end is foretold from the life of the present one.
    pub(crate) fn sign_in_by(&self, now: Now, policy: &Policy) -> Option<UnixTime> {
        let is_over = self.refresh.is_over();
        if self.tokens.refresh.is_some() && !is_over {
            return None;
        }
        let ends = (0..self.clusters.len())
            .filter(|at| self.clusters[*at].active)
            .map(|at| self.end_of(at, is_over, now, policy));
        let end = ends.min().unwrap_or(now.tick);
        Some(now.wall_at(end))
    }

    /// When the last credential that the cluster at `at` can get ceases to be reliable.
    fn end_of(&self, at: usize, is_over: bool, now: Now, policy: &Policy) -> Tick {
        let cluster = &self.clusters[at];
        let reliable = cluster.reliable_until(now, policy).unwrap_or(now.tick);
        let last = match self.usable_until(cluster, now, policy) {
            Some(end) if !is_over => end.minus(super::cluster::LAST_CHANCE),
            Some(_) | None => return reliable,
        };
        match (cluster.plan(now, policy), &cluster.held) {
            (Some((plan, left)), Some(held)) if held.received < last => {
                let lifetime = left.plus(now.tick.since(held.received));
                last.plus(lifetime.minus(plan.margin))
            }
            _ => reliable,
        }
    }

    /// Says that somebody has to sign in, and by when.
    pub(super) fn announce(&mut self, turn: &mut Turn<'_>) {
        if self.announced {
            return;
        }
        if let Some(by) = self.sign_in_by(turn.now, turn.policy) {
            self.announced = true;
            turn.emit(Event::SignInNeeded { by });
        }
    }

    /// The same, if it is soon.
    pub(super) fn announce_if_near(&mut self, turn: &mut Turn<'_>) {
        if self.announced || self.tokens.refresh.is_some() {
            return;
        }
        let soon = turn.now.wall.plus(AHEAD);
        if self
            .sign_in_by(turn.now, turn.policy)
            .is_some_and(|by| by <= soon)
        {
            self.announce(turn);
        }
    }
}

/// A sign-in that can be foreseen is announced this long before: time enough to finish what one is doing.
const AHEAD: Span = Span::from_secs(600);
