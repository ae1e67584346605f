//! The servers of a stack and their clocks, for whatever switches them.

use crate::clock::Clock;
use crate::cluster::Cluster;
use crate::fault::Fault;
use crate::issuer::Issuer;

/// The servers of a stack, which a control server reaches while the stack lives.
#[derive(Debug)]
pub(crate) struct Servers {
    issuer: Issuer,
    clusters: Vec<Cluster>,
}

/// Whose clock it is.
#[derive(Clone, Copy)]
pub(crate) enum Role {
    Issuer,
    /// A replica by its number.
    Concierge(usize),
    Api,
}

/// A clock by the name under which it can be moved.
pub(crate) struct NamedClock<'a> {
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) clock: &'a Clock,
}

impl Servers {
    pub(crate) fn new(issuer: Issuer, clusters: Vec<Cluster>) -> Self {
        Self { issuer, clusters }
    }

    pub(crate) fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    pub(crate) fn clusters(&self) -> &[Cluster] {
        &self.clusters
    }

    pub(crate) fn cluster(&self, id: &str) -> Option<&Cluster> {
        self.clusters.iter().find(|cluster| cluster.id() == id)
    }

    pub(crate) fn set_fault(&self, fault: Fault, on: bool) {
        self.issuer.set_fault(fault, on);
        for cluster in &self.clusters {
            cluster.set_fault(fault, on);
        }
    }

    /// Every clock: `issuer`, and for each cluster `<id>/concierge/0`, `<id>/concierge/1` and, if it judges, `<id>/api`.
    pub(crate) fn clocks(&self) -> Vec<NamedClock<'_>> {
        let mut clocks = vec![NamedClock {
            name: "issuer".to_owned(),
            role: Role::Issuer,
            clock: self.issuer.clock(),
        }];
        for cluster in &self.clusters {
            let id = cluster.id();
            let replicas = cluster.concierge_clocks().into_iter().enumerate();
            clocks.extend(replicas.map(|(replica, clock)| NamedClock {
                name: format!("{id}/concierge/{replica}"),
                role: Role::Concierge(replica),
                clock,
            }));
            // Behind an impersonation proxy nothing is judged by the API server's own clock.
            clocks.extend((!cluster.has_impersonation_proxy()).then(|| NamedClock {
                name: format!("{id}/api"),
                role: Role::Api,
                clock: cluster.api_clock(),
            }));
        }
        clocks
    }
}
