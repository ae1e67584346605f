//! The forms of a kubeconfig: which clusters, contexts and users each of them holds.

use alloc::format;
use alloc::string::String;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::document::{Cluster, Context, Kubeconfig, Named, User};
use crate::secret::Secret;

/// One cluster with the credential for it.
#[derive(Debug)]
pub struct InlineEntry<'a> {
    /// Names the cluster and the context; unique among the entries.
    pub cluster_id: &'a str,
    /// URL of the API server.
    pub server: &'a str,
    /// The API server's authorities: base64 of PEM.
    pub ca_data: Option<&'a str>,
    /// The namespace that commands start in.
    pub namespace: Option<&'a str>,
    /// Who the certificate says its bearer is.
    pub username: &'a str,
    /// The client certificate.
    pub certificate_pem: &'a str,
    /// Its private key.
    pub key_pem: &'a Secret<String>,
}

/// The form with certificate and key written into it. It lives exactly as long as the certificate.
///
/// Cluster and context are named after the cluster, the user `<user>@<cluster>`, so that entries of several clusters
/// and several people can be merged into one file. The first entry is the current context.
#[must_use]
pub fn inline(entries: &[InlineEntry<'_>]) -> Kubeconfig {
    Kubeconfig {
        clusters: entries.iter().map(cluster).collect(),
        contexts: entries.iter().map(context).collect(),
        current_context: entries
            .first()
            .map(|entry| entry.cluster_id.into())
            .unwrap_or_default(),
        users: entries.iter().map(user).collect(),
    }
}

fn cluster(entry: &InlineEntry<'_>) -> Named<Cluster> {
    Named {
        name: entry.cluster_id.into(),
        item: Cluster {
            certificate_authority_data: entry.ca_data.map(String::from),
            server: entry.server.into(),
        },
    }
}

fn context(entry: &InlineEntry<'_>) -> Named<Context> {
    Named {
        name: entry.cluster_id.into(),
        item: Context {
            cluster: entry.cluster_id.into(),
            namespace: entry.namespace.map(String::from),
            user: user_name(entry),
        },
    }
}

fn user(entry: &InlineEntry<'_>) -> Named<User> {
    Named {
        name: user_name(entry),
        item: User {
            client_certificate_data: STANDARD.encode(entry.certificate_pem),
            client_key_data: Secret::new(STANDARD.encode(entry.key_pem.secret())),
        },
    }
}

fn user_name(entry: &InlineEntry<'_>) -> String {
    format!("{}@{}", entry.username, entry.cluster_id)
}
