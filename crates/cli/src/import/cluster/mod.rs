//! Clusters as their own APIs describe them, asked as `pinniped get kubeconfig` asks.
//!
//! Reading order: `admin` reads the kubeconfig that may ask, `api` asks, `strategy` and `authenticator` choose among the
//! answers, `bundle` finds the issuer's authorities, and [`error`] is what can be said when there is nothing to choose.

mod admin;
mod api;
mod authenticator;
mod bundle;
pub(super) mod error;
mod strategy;

use std::path::PathBuf;

use haulout_gateway::config::PINNIPED_CLI;
use haulout_protocol::config::AuthenticatorKind;
use haulout_protocol::kubeconfig::pinniped_cli::Concierge;

use super::error::ImportError;
use super::portal::{ImportedContext, Issuer, PortalCluster};
use super::render::CLI_SCOPES;
use admin::{AdminContext, Kubeconfigs};
use api::Api;
use error::ClusterError;
use strategy::Frontend;

/// Which clusters are asked, and what of them is wanted.
#[derive(Debug)]
pub(crate) struct ClusterQuery {
    /// The kubeconfig of somebody who may read Pinniped's objects; the one that kubectl would use when absent.
    pub(crate) kubeconfig: Option<PathBuf>,
    /// One cluster each; that of the current context when there are none.
    pub(crate) contexts: Vec<String>,
    /// What the API groups of the Concierge end with.
    pub(crate) api_group_suffix: String,
    /// The CredentialIssuer, where a cluster has several.
    pub(crate) credential_issuer: Option<String>,
    /// The authenticator, where a cluster has several.
    pub(crate) authenticator_name: Option<String>,
    /// Its kind, where two have one name.
    pub(crate) authenticator_kind: Option<AuthenticatorKind>,
}

/// Asks every cluster, one after another.
pub(super) async fn read(query: &ClusterQuery) -> Result<Vec<ImportedContext>, ImportError> {
    let kubeconfigs = Kubeconfigs::read(query.kubeconfig.as_deref())?;
    let mut found = Vec::new();
    if query.contexts.is_empty() {
        found.push(import_context(kubeconfigs.current()?, query).await?);
    }
    for context in &query.contexts {
        found.push(import_context(kubeconfigs.named(context)?, query).await?);
    }
    Ok(found)
}

async fn import_context(
    admin: AdminContext,
    query: &ClusterQuery,
) -> Result<ImportedContext, ImportError> {
    let origin = admin.origin.clone();
    query_cluster(admin, query)
        .await
        .map_err(|error| ImportError::Cluster(Box::new(origin), error))
}

async fn query_cluster(
    admin: AdminContext,
    query: &ClusterQuery,
) -> Result<ImportedContext, ClusterError> {
    let api = Api::connect(admin.client, &query.api_group_suffix).await?;
    let frontend = strategy::choose(&api, query.credential_issuer.as_deref()).await?;
    let (name, kind) = (
        query.authenticator_name.as_deref(),
        query.authenticator_kind,
    );
    let authenticator = authenticator::choose(&api, name, kind).await?;
    let issuer_ca_data = bundle::resolve(&api, &authenticator).await?;
    // The API server is the one that the administrator reaches, and not the one that the cluster believes to be.
    let (server, ca_data, tls_server_name) = match frontend {
        Frontend::ApiServer => (admin.server, admin.ca_data, admin.tls_server_name),
        Frontend::Proxy { endpoint, ca_data } => (endpoint, Some(ca_data), None),
    };
    Ok(ImportedContext {
        issuer: Issuer {
            url: authenticator.issuer,
            client_id: PINNIPED_CLI.to_owned(),
            scopes: CLI_SCOPES.map(str::to_owned).into(),
            ca_data: issuer_ca_data,
            listen_port: 0,
        },
        cluster: PortalCluster {
            id: String::new(),
            name: admin.origin.context.clone(),
            server: server.clone(),
            ca_data: ca_data.clone(),
            audience: Some(authenticator.audience),
            // The administrator's own says nothing about where others work.
            namespace: None,
            proxy_url: admin.proxy_url,
            tls_server_name,
            concierge: Some(Concierge {
                api_group_suffix: query.api_group_suffix.clone(),
                authenticator_name: authenticator.name,
                authenticator_kind: AuthenticatorKind::Jwt,
                endpoint: server,
                ca_data,
            }),
        },
        origin: admin.origin,
    })
}
