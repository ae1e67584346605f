//! Finds the clocks that are off, and reports each of them once.

use alloc::vec::Vec;

use super::{Cluster, InputContext, Session};
use crate::activity::Happened;
use crate::clocks::{Deviation, Whose, deviations};
use crate::machine::ids::ClusterIndex;
use crate::time::Skew;

impl Cluster {
    /// The clocks that are off, of all that matter for this cluster.
    pub(crate) fn deviations(&self, issuer: Option<Skew>) -> Vec<Deviation> {
        let known = [
            (Whose::Issuer, issuer),
            (Whose::Concierge, self.concierge_clock.skew()),
            (Whose::Verifier, self.verifier_clock.skew()),
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
            Whose::Computer,
            Whose::Issuer,
            Whose::Concierge,
            Whose::Verifier,
        ] {
            let found = found.iter().find(|it| it.whose == whose);
            let is_shared = matches!(whose, Whose::Computer | Whose::Issuer);
            if is_shared && found.is_none() {
                continue;
            }
            let (reported, id) = match whose {
                Whose::Computer | Whose::Issuer => (&mut self.reported, None),
                Whose::Concierge | Whose::Verifier => (&mut cluster.reported, Some(&cluster.id)),
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
