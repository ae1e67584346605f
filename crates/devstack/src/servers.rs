//! The servers of a stack and their clocks, as the stack and the control server share them.

use crate::clock::Clock;
use crate::cluster::Cluster;
use crate::fault::Fault;
use crate::issuer::Issuer;

/// The servers of a stack. The control server holds a weak reference to them.
#[derive(Debug)]
pub(crate) struct Servers {
    issuer: Issuer,
    clusters: Vec<Cluster>,
}

/// The server that a clock belongs to.
#[derive(Clone, Copy)]
pub(crate) enum Role {
    Issuer,
    /// A replica by its number.
    Concierge(usize),
    Api,
}

/// A clock with its name in the control server's paths.
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

    /// Every clock: `issuer`, and per cluster `<id>/concierge/0`, `<id>/concierge/1` and, if it is used, `<id>/api`.
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
            // With an impersonation proxy, nothing uses the API server's own clock.
            clocks.extend((!cluster.has_impersonation_proxy()).then(|| NamedClock {
                name: format!("{id}/api"),
                role: Role::Api,
                clock: cluster.api_clock(),
            }));
        }
        clocks
    }
}
