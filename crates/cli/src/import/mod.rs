//! `haulout import`: generates a gateway configuration from kubeconfigs of the Pinniped CLI or from clusters.
//!
//! Reading order: `files` reads the contexts of kubeconfigs, `cluster` reads the same from clusters,
//! `validate` checks each context, `portal` combines them, `client` says what to register, and `render` writes YAML.

mod client;
mod cluster;
mod error;
mod files;
pub(crate) mod ids;
mod portal;
mod render;
mod validate;
mod write;

use std::path::PathBuf;

pub(crate) use cluster::ClusterQuery;
pub(crate) use error::ImportError;
pub(crate) use write::{check_absent, write};

use haulout_gateway::config::PublicUrl;

use client::PortalClient;
use error::UsageReason;
use portal::{ImportedContext, Portal};
use render::RenderSettings;

/// The parameters of the portal, from the command line.
#[derive(Debug)]
pub(crate) struct PortalParameters {
    /// The public URL of the portal.
    pub(crate) public_url: String,
    /// The title of the portal.
    pub(crate) title: String,
    /// The id of the registered client.
    pub(crate) client_id: Option<String>,
    /// The file with the client's secret, as written to the configuration.
    pub(crate) client_secret_file: Option<String>,
    /// The file for the manifest that registers the client.
    pub(crate) manifest_file: Option<PathBuf>,
}

/// A generated configuration.
#[derive(Debug)]
pub(crate) struct GeneratedConfig {
    /// The YAML.
    pub(crate) yaml: String,
    /// The manifest that registers the portal's client, if it was asked for.
    pub(crate) manifest: Option<String>,
    /// Its clusters and issuer, as the second half of a sentence.
    pub(crate) summary: String,
    /// Sentences for the terminal.
    pub(crate) notes: Vec<String>,
}

/// Generates a configuration from all or the named contexts of kubeconfigs.
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

/// Generates a configuration from the objects of clusters.
///
/// # Errors
/// The first [`ImportError`].
pub(crate) async fn from_clusters(
    query: &ClusterQuery,
    parameters: &PortalParameters,
) -> Result<GeneratedConfig, ImportError> {
    let mut notes = Vec::new();
    let found = cluster::read(query, &mut notes).await?;
    generate(found, notes, parameters)
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
        parameters.manifest_file.is_some(),
    );
    let manifest = match &parameters.manifest_file {
        Some(_) => Some(
            client
                .manifest(&portal.issuer.scopes, &public)
                .ok_or(ImportError::Usage(UsageReason::NoManifest))?,
        ),
        None => None,
    };
    // An OIDCClient always has a secret.
    let secret_file = parameters.client_secret_file.as_deref();
    let secret_file = secret_file.or(manifest.as_ref().map(|_| SECRET_FILE));
    let settings = RenderSettings {
        title: &parameters.title,
        public: &public,
        client: &client,
        client_secret_file: secret_file,
    };
    validate::portal(&settings, &portal.issuer, &portal.clusters)?;
    notes.extend(match (&parameters.manifest_file, secret_file) {
        (Some(file), Some(secret_file)) => client.manifest_advice(file, secret_file),
        _ => client.advice(secret_file.is_some(), &portal.issuer.scopes, &public),
    });
    let clusters = &portal.clusters;
    let names: Vec<_> = clusters.iter().map(|(_, it)| it.id.as_str()).collect();
    let noun = if names.len() == 1 {
        "cluster"
    } else {
        "clusters"
    };
    Ok(GeneratedConfig {
        summary: format!(
            "{} {noun} of the issuer {}: {}",
            names.len(),
            portal.issuer.url,
            names.join(", ")
        ),
        yaml: render::configuration(&settings, &portal.issuer, &portal.clusters),
        manifest,
        notes,
    })
}

/// The client's secret, beside the configuration.
const SECRET_FILE: &str = "client-secret";
