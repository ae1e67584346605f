//! The views of a session's clusters, each rebuilt only when its cluster has changed.

use alloc::format;
use alloc::rc::Rc;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::clocks::{Clock, ClockOwner, is_same_wall_clock};
use crate::error::Error;
use crate::kubeconfig::pinniped_cli;
use crate::machine::policy::Policy;
use crate::machine::session::{Cluster, RenewalState, Session};
use crate::machine::snapshot::{ActivityView, ClockView, ClusterView, CredentialView};
use crate::time::{Now, Skew, Tick, UnixTime};

/// The cached views, with the other inputs that they were built from.
///
/// A page takes a snapshot after every input. With a thousand clusters, that must cost little as long as none of them
/// has changed.
#[derive(Default)]
pub(crate) struct Views {
    revision: Option<u32>,
    /// When they were built. Slewing moves the wall clock without a new revision.
    built_at: Option<Now>,
    issuer_clock: Option<Skew>,
    trouble: Option<Error>,
    /// When the tokens stop being usable for a cluster, after which there is no next attempt for it.
    tokens_end: Option<Tick>,
    pub(super) clusters: Rc<Vec<Rc<ClusterView>>>,
    /// When the first renewal is due, on this computer's clock.
    pub(super) next_renewal: Option<UnixTime>,
    /// When the first credential that cannot be replaced stops being reliable.
    pub(super) first_end: Option<Tick>,
}

impl Views {
    /// Rebuilds the views that can have changed.
    pub(super) fn update(
        &mut self,
        session: &Session,
        issuer_clock: Option<Skew>,
        trouble: Option<&Error>,
        (now, policy): (Now, &Policy),
    ) {
        let same_clock = self.issuer_clock == issuer_clock;
        let same_trouble = self.trouble.as_ref() == trouble;
        let same_tokens = self.tokens_end.is_none_or(|end| now.tick < end);
        let same_wall = self.built_at.is_some_and(|at| is_same_wall_clock(at, now));
        let unchanged = same_clock && same_trouble && same_tokens && same_wall;
        if self.revision == Some(session.revision) && unchanged {
            return;
        }
        for (at, cluster) in session.clusters.iter().enumerate() {
            let is_stale = self.revision.is_none_or(|seen| cluster.revision > seen)
                || !same_trouble
                || !same_tokens
                || !same_wall
                || !same_clock && cluster.current.is_some();
            if !is_stale {
                continue;
            }
            let view = ClusterView::of(session, cluster, issuer_clock, trouble, (now, policy));
            match self.clusters.get(at) {
                // Comparison by address then skips the redraw.
                Some(old) if **old == view => {}
                Some(_) => Rc::make_mut(&mut self.clusters)[at] = Rc::new(view),
                None => Rc::make_mut(&mut self.clusters).push(Rc::new(view)),
            }
        }
        self.next_renewal = self.clusters.iter().filter_map(|it| it.next_attempt).min();
        self.first_end = session.first_end(now, policy);
        let ends = session.clusters.iter();
        let ends = ends.filter_map(|cluster| session.end_of_tokens(cluster, now, policy));
        self.tokens_end = ends.filter(|end| *end > now.tick).min();
        self.revision = Some(session.revision);
        if !same_wall {
            self.built_at = Some(now);
        }
        self.issuer_clock = issuer_clock;
        self.trouble = trouble.cloned();
    }
}

impl ClusterView {
    fn of(
        session: &Session,
        cluster: &Cluster,
        issuer_clock: Option<Skew>,
        trouble: Option<&Error>,
        (now, policy): (Now, &Policy),
    ) -> Self {
        let clocks = [
            (ClockOwner::Concierge, &cluster.concierge_clock),
            (ClockOwner::Verifier, &cluster.verifier_clock),
        ];
        Self {
            id: cluster.config.id.clone(),
            name: cluster.config.name.clone(),
            server: cluster.config.server.to_string(),
            has_concierge: cluster.config.concierge.is_some(),
            has_pinniped_cli: pinniped_cli::is_available(
                &session.issuer.config,
                &session.issuer.provider,
            ),
            active: cluster.active,
            activity: ActivityView::of(cluster, trouble),
            causes: cluster.causes.clone(),
            next_attempt: session
                .due(cluster, now, policy)
                .map(|due| now.wall_at(due)),
            clocks: clocks
                .into_iter()
                .filter_map(|(whose, clock)| ClockView::of(whose, Some(&cluster.id), clock))
                .collect(),
            credential: CredentialView::of(cluster, issuer_clock, policy, now),
        }
    }
}

impl ClockView {
    fn of(whose: ClockOwner, cluster: Option<&Rc<str>>, clock: &Clock) -> Option<Self> {
        let skew = clock.skew()?;
        Some(Self {
            whose,
            cluster: cluster.cloned(),
            offset_millis: skew.offset_millis(),
            error_millis: skew.error().as_millis(),
            replicas_apart: clock.replicas_apart(),
        })
    }
}

impl ActivityView {
    /// A cluster that waits for unavailable tokens fails for the same reason as they do.
    fn of(cluster: &Cluster, trouble: Option<&Error>) -> Self {
        match (&cluster.renewal, trouble) {
            (RenewalState::Failed(error, _), _) => Self::Failed(error.clone()),
            (RenewalState::Waiting, Some(error)) => Self::Failed(error.clone()),
            (RenewalState::Exchanging | RenewalState::Requesting | RenewalState::Waiting, _) => {
                Self::Requesting
            }
            (RenewalState::Idle, _) if cluster.active && cluster.current.is_none() => {
                Self::Failed(cluster.why_none())
            }
            (RenewalState::Idle, _) => Self::Resting,
        }
    }
}

impl CredentialView {
    fn of(cluster: &Cluster, issuer: Option<Skew>, policy: &Policy, now: Now) -> Option<Self> {
        let current = cluster.current.as_ref()?;
        let credential = &current.credential;
        let (plan, _) = cluster.plan(now, policy)?;
        let reliable_until = cluster.reliable_until(now, policy)?;
        let verifier = cluster.verifier_clock.replicas_apart();
        let issuer_of_pass = cluster.concierge_clock.skew().or(issuer);
        let issued_at = credential
            .issued_at()
            .map(|at| issuer_of_pass.unwrap_or_default().to_ours(at));
        Some(Self {
            username: credential.username().to_string(),
            groups: credential.groups().to_vec(),
            extra: credential.extra().to_vec(),
            serial: credential.serial().map(hex),
            not_before: credential.not_before(),
            not_after: credential.not_after(),
            issued_at: issued_at.unwrap_or_else(|| now.wall_at(current.received)),
            renews_at: now.wall_at(plan.renew_at(current.received, current.jitter)),
            reliable_until: now.wall_at(reliable_until),
            too_short: plan.tolerates.is_none(),
            verifier: cluster.skew(),
            deviations: cluster.deviations(issuer),
            replicas_apart: verifier.or_else(|| cluster.concierge_clock.replicas_apart()),
            announced: credential.contradicted_by(),
        })
    }
}

/// Serial numbers as logs show them: without the leading sign byte.
fn hex(serial: &[u8]) -> String {
    let digits = serial.strip_prefix(&[0]).unwrap_or(serial);
    let digits: Vec<String> = digits.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}
