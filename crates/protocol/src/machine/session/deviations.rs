//! Finds the clocks that are off, and reports each of them once.

use alloc::vec::Vec;

use super::{Cluster, InputContext, Session};
use crate::activity::Happened;
use crate::clocks::{ClockOwner, Deviation, deviations};
use crate::machine::ids::ClusterIndex;
use crate::time::Skew;

impl Cluster {
    /// The clocks that are off, of all that matter for this cluster.
    pub(crate) fn deviations(&self, issuer: Option<Skew>) -> Vec<Deviation> {
        let known = [
            (ClockOwner::Issuer, issuer),
            (ClockOwner::Concierge, self.concierge_clock.skew()),
            (ClockOwner::Verifier, self.verifier_clock.skew()),
        ];
        let known: Vec<_> = known
            .into_iter()
            .filter_map(|(whose, skew)| Some((whose, skew?)))
            .collect();
        deviations(&known)
    }
}

impl Session {
    /// Compares the clocks that matter for one cluster after one of them was observed. The shared ones are reported
    /// for the session and only once, because two clusters may alternate between different views of them.
    pub(super) fn compare_clocks(&mut self, at: ClusterIndex, context: &mut InputContext<'_>) {
        let Some(cluster) = self.clusters.get_mut(at) else {
            return;
        };
        let found = cluster.deviations(context.issuer_clock);
        for whose in [
            ClockOwner::Computer,
            ClockOwner::Issuer,
            ClockOwner::Concierge,
            ClockOwner::Verifier,
        ] {
            let found = found.iter().find(|it| it.whose == whose);
            let is_shared = matches!(whose, ClockOwner::Computer | ClockOwner::Issuer);
            if is_shared && found.is_none() {
                continue;
            }
            let (reported, id) = match whose {
                ClockOwner::Computer | ClockOwner::Issuer => (&mut self.reported, None),
                ClockOwner::Concierge | ClockOwner::Verifier => {
                    (&mut cluster.reported, Some(&cluster.id))
                }
            };
            if reported.note(whose, found.is_some())
                && let Some(Deviation { offset_millis, .. }) = found
            {
                let happened = Happened::ClockOff {
                    whose,
                    offset_millis: *offset_millis,
                };
                context.record(happened, id.cloned());
            }
        }
    }
}
