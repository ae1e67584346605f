//! Reads Pinniped's objects from clusters, as `pinniped get kubeconfig` does.
//!
//! Reading order: `admin` reads the administrator's kubeconfig, `credential` and `plugin` its credential, `api` sends
//! requests with a `client`, `strategy` and `authenticator`
//! select objects, `bundle` reads the issuer's CA bundle, and [`error`] has the reasons of failures.

mod admin;
mod api;
mod authenticator;
mod bundle;
mod client;
mod credential;
pub(super) mod error;
mod issuer;
mod plugin;
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
use authenticator::Authenticator;
use client::AdminClient;
use error::ClusterError;
use issuer::IssuerKind;
use strategy::Frontend;

/// The clusters to read, and which of their objects to use.
#[derive(Debug)]
pub(crate) struct ClusterQuery {
    /// The kubeconfig of a user who may read Pinniped's objects; if absent, the one that kubectl uses.
    pub(crate) kubeconfig: Option<PathBuf>,
    /// The contexts, one for each cluster; if empty, the current context.
    pub(crate) contexts: Vec<String>,
    /// The suffix of the Concierge's API groups.
    pub(crate) api_group_suffix: String,
    /// The CredentialIssuer to use, if a cluster has several.
    pub(crate) credential_issuer: Option<String>,
    /// The authenticator to use, if a cluster has several.
    pub(crate) authenticator_name: Option<String>,
    /// Its kind, if two have the same name.
    pub(crate) authenticator_kind: Option<AuthenticatorKind>,
}

/// Reads the clusters, one after another.
pub(super) async fn read(
    query: &ClusterQuery,
    notes: &mut Vec<String>,
) -> Result<Vec<ImportedContext>, ImportError> {
    let kubeconfigs = Kubeconfigs::read(query.kubeconfig.as_deref())?;
    let mut found = Vec::new();
    if query.contexts.is_empty() {
        found.push(import_context(kubeconfigs.current()?, query, notes).await?);
    }
    for context in &query.contexts {
        found.push(import_context(kubeconfigs.named(context)?, query, notes).await?);
    }
    Ok(found)
}

async fn import_context(
    admin: AdminContext,
    query: &ClusterQuery,
    notes: &mut Vec<String>,
) -> Result<ImportedContext, ImportError> {
    let origin = admin.origin.clone();
    query_cluster(admin, query, notes)
        .await
        .map_err(|error| ImportError::Cluster(Box::new(origin), error))
}

async fn query_cluster(
    admin: AdminContext,
    query: &ClusterQuery,
    notes: &mut Vec<String>,
) -> Result<ImportedContext, ClusterError> {
    let AdminContext {
        origin,
        cluster: admin,
        credential,
    } = admin;
    let client = AdminClient::new(admin.clone(), credential);
    let api = Api::new(client, &query.api_group_suffix);
    let frontend = strategy::choose(&api, query.credential_issuer.as_deref()).await?;
    let (name, kind) = (
        query.authenticator_name.as_deref(),
        query.authenticator_kind,
    );
    let authenticator = authenticator::choose(&api, name, kind).await?;
    let issuer_ca_data = bundle::resolve(&api, &authenticator).await?;
    // The administrator's URL of the API server; the one in the CredentialIssuer can be internal.
    let (server, ca_data, tls_server_name) = match frontend {
        Frontend::ApiServer => (admin.server, admin.ca_data, admin.tls_server_name),
        Frontend::Proxy { endpoint, ca_data } => (endpoint, Some(ca_data), None),
    };
    let Authenticator {
        issuer: url,
        audience,
        claims,
        name: authenticator_name,
        ..
    } = authenticator;
    let (client_id, scopes, audience) = match issuer::detect(&url, issuer_ca_data.as_deref()).await
    {
        IssuerKind::Other(scopes) => {
            notes.push(format!(
                "{origin}: {url} is not a Pinniped Supervisor; the cluster accepts only ID tokens for the client \
                 `{audience}`"
            ));
            (audience, scopes, None)
        }
        kind @ (IssuerKind::Supervisor | IssuerKind::Unknown) => {
            if matches!(kind, IssuerKind::Unknown) {
                notes.push(format!(
                    "{origin}: the metadata of {url} cannot be read from here; client and scopes are those for a \
                     Pinniped Supervisor"
                ));
            }
            let scopes = CLI_SCOPES.map(str::to_owned).into();
            (PINNIPED_CLI.to_owned(), scopes, Some(audience))
        }
    };
    Ok(ImportedContext {
        issuer: Issuer {
            url,
            client_id,
            scopes,
            ca_data: issuer_ca_data,
            listen_port: 0,
        },
        cluster: PortalCluster {
            id: String::new(),
            name: origin.context.clone(),
            server: server.clone(),
            ca_data: ca_data.clone(),
            audience,
            // The administrator's namespace is not a useful default for others.
            namespace: None,
            proxy_url: admin.proxy_url,
            tls_server_name,
            concierge: Some(Concierge {
                api_group_suffix: query.api_group_suffix.clone(),
                authenticator_name,
                authenticator_kind: AuthenticatorKind::Jwt,
                endpoint: server,
                ca_data,
            }),
            claims,
        },
        origin,
    })
}
