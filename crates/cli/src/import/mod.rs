//! `import`: a gateway's configuration out of what `pinniped get kubeconfig` knows.
//!
//! Reading order: [`kubeconfig`] reads the files, `files` takes what their contexts say, `cluster` asks clusters for the
//! same, `proof` proves each context by itself, `portal` brings the contexts together, `client` says what to register, and `render` writes the YAML.

mod client;
mod cluster;
mod error;
mod files;
pub(crate) mod ids;
pub(crate) mod kubeconfig;
mod portal;
mod render;
mod validate;
mod write;

use std::path::PathBuf;

pub(crate) use cluster::ClusterQuery;
pub(crate) use error::ImportError;
pub(crate) use write::write;

use haulout_gateway::config::PublicUrl;

use client::PortalClient;
use error::UsageReason;
use portal::{ImportedContext, Portal};
use render::RenderSettings;

/// What the operator says, whatever the configuration is made of.
#[derive(Debug)]
pub(crate) struct PortalParameters {
    /// Where browsers are to find the gateway.
    pub(crate) public_url: String,
    /// What the portal is called.
    pub(crate) title: String,
    /// The client that was registered for it.
    pub(crate) client_id: Option<String>,
    /// The file with that client's secret, as the gateway is to look for it.
    pub(crate) client_secret_file: Option<String>,
}

/// A configuration, and what there is to say about it.
#[derive(Debug)]
pub(crate) struct GeneratedConfig {
    /// The YAML.
    pub(crate) yaml: String,
    /// Sentences for the terminal.
    pub(crate) notes: Vec<String>,
}

/// Makes a configuration out of kubeconfigs, of all their contexts or of the named ones.
///
/// # Errors
/// The first [`ImportError`].
pub(crate) fn from_kubeconfigs(
    files: &[PathBuf],
    contexts: &[String],
    parameters: &PortalParameters,
) -> Result<GeneratedConfig, ImportError> {
    let mut notes = Vec::new();
    let found = files::read(files, contexts, &mut notes)?;
    generate(found, notes, parameters)
}

/// Makes a configuration out of what clusters say about themselves.
///
/// # Errors
/// The first [`ImportError`].
pub(crate) async fn from_clusters(
    query: &ClusterQuery,
    parameters: &PortalParameters,
) -> Result<GeneratedConfig, ImportError> {
    let found = cluster::read(query).await?;
    generate(found, Vec::new(), parameters)
}

fn generate(
    found: Vec<ImportedContext>,
    mut notes: Vec<String>,
    parameters: &PortalParameters,
) -> Result<GeneratedConfig, ImportError> {
    let public = PublicUrl::parse(&parameters.public_url)
        .map_err(|reason| ImportError::Usage(UsageReason::PublicUrl(reason)))?;
    for context in &found {
        validate::context(context, &public)?;
    }
    let portal = Portal::of(found)?;
    notes.extend(portal.notes);
    let client = PortalClient::choose(
        parameters.client_id.as_deref(),
        &portal.issuer.client_id,
        &public,
    );
    let settings = RenderSettings {
        title: &parameters.title,
        public: &public,
        client: &client,
        client_secret_file: parameters.client_secret_file.as_deref(),
    };
    validate::portal(&settings, &portal.issuer, &portal.clusters)?;
    let has_secret = parameters.client_secret_file.is_some();
    notes.extend(client.advice(has_secret, &portal.issuer.scopes, &public));
    Ok(GeneratedConfig {
        yaml: render::configuration(&settings, &portal.issuer, &portal.clusters),
        notes,
    })
}
