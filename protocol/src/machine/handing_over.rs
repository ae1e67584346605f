//! What is handed over: the credentials of a session, in the forms in which other programs take them.

use alloc::vec::Vec;

use super::Machine;
use crate::error::{Error, Reason};
use crate::kubeconfig::{self, ExecCredential, Kubeconfig};
use crate::time::Now;

impl Machine {
    /// The kubeconfig for some clusters, with certificate and key in it. **Secret** once rendered.
    ///
    /// # Errors
    /// `HAULOUT_SIGN_IN_REQUIRED` without a session, `HAULOUT_CLUSTER_UNKNOWN` for an id that is not configured, and the
    /// cluster's own failure (or `HAULOUT_CREDENTIAL_EXPIRED`) where it has no credential.
    pub fn kubeconfig(&self, clusters: &[&str], now: Now) -> Result<Kubeconfig, Error> {
        let session = self.phase.session().ok_or(Reason::SignInRequired)?;
        let mut held = Vec::with_capacity(clusters.len());
        for id in clusters {
            let cluster = session.cluster(id).ok_or(Reason::ClusterUnknown)?;
            let credential = cluster
                .live_credential(now, &self.policy)
                .ok_or_else(|| cluster.why_none())?;
            held.push((
                &cluster.config,
                credential.certificate(),
                credential.certificate().pem(),
                credential.key().pem(),
            ));
        }
        let entries: Vec<_> = held
            .iter()
            .map(|(config, certificate, pem, key)| kubeconfig::InlineEntry {
                cluster_id: &config.id,
                server: config.server.as_str(),
                ca_data: config.ca_data.as_deref(),
                namespace: config.namespace.as_deref(),
                username: certificate.username(),
                certificate_pem: pem,
                key_pem: key,
            })
            .collect();
        Ok(kubeconfig::inline(&entries))
    }

    /// The credential of one cluster, for a file that kubectl reads again and again. **Secret** once rendered.
    ///
    /// # Errors
    /// As [`Machine::kubeconfig`].
    pub fn exec_credential(&self, cluster: &str, now: Now) -> Result<ExecCredential, Error> {
        let session = self.phase.session().ok_or(Reason::SignInRequired)?;
        let cluster = session.cluster(cluster).ok_or(Reason::ClusterUnknown)?;
        let credential = cluster
            .live_credential(now, &self.policy)
            .ok_or_else(|| cluster.why_none())?;
        Ok(ExecCredential {
            certificate_pem: credential.certificate().pem(),
            key_pem: credential.key().pem().duplicate(),
            expiration: cluster.reread_at(now, &self.policy),
        })
    }
}
