//! Where a person's configuration comes from: a gateway's file, a kubeconfig of the Pinniped CLI, or the command line.
//!
//! Each is brought into the words of a gateway's file, so that there is one place where it is proven.

use std::path::{Path, PathBuf};

use clap::Args;
use haulout_gateway::config::{Config, ConfigError, PINNIPED_CLI};
use serde_json::{Value, json};

mod error;
mod pinniped;
mod saved_settings;

pub(super) use error::SourceError;
pub(super) use saved_settings::{load_settings, settings_file};

/// What to sign in to.
#[derive(Args, Debug)]
#[group(skip)]
pub(crate) struct SourceOptions {
    /// The YAML file of a `haulout serve`, whose secrets are not needed.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["kubeconfig", "issuer"])]
    config: Option<PathBuf>,
    /// A kubeconfig made by `pinniped get kubeconfig`.
    #[arg(long, value_name = "FILE", conflicts_with = "issuer")]
    kubeconfig: Option<PathBuf>,
    /// The contexts of that kubeconfig to use; all with the issuer of its current context when absent.
    #[arg(long = "context", value_name = "NAME", requires = "kubeconfig")]
    contexts: Vec<String>,
    /// The issuer's URL.
    #[arg(long, value_name = "URL", requires_all = ["endpoint", "authenticator_name"])]
    issuer: Option<String>,
    /// The public client to sign in with; `pinniped-cli` with a Supervisor.
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// What to ask the issuer for, separated by commas.
    #[arg(long, value_name = "SCOPES", default_value = SCOPES, value_delimiter = ',')]
    scopes: Vec<String>,
    /// Base64 of the PEM bundle that the issuer's certificate chains to.
    #[arg(long, value_name = "BASE64")]
    ca_bundle_data: Option<String>,
    /// The audience that the cluster's authenticator wants.
    #[arg(long, value_name = "AUDIENCE")]
    audience: Option<String>,
    /// The URL of the cluster's API server, or of its impersonation proxy.
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// Base64 of the PEM bundle that the cluster's certificate chains to.
    #[arg(long, value_name = "BASE64")]
    endpoint_ca_data: Option<String>,
    /// The kind of the Concierge's authenticator.
    #[arg(long, value_name = "jwt|webhook", default_value = "jwt")]
    authenticator_type: String,
    /// The name of the Concierge's authenticator.
    #[arg(long, value_name = "NAME")]
    authenticator_name: Option<String>,
    /// What the cluster is to be called.
    #[arg(long, value_name = "ID", default_value = "cluster")]
    cluster_id: String,
    /// The Supervisor's identity provider to sign in with, where it has several.
    #[arg(long, value_name = "NAME")]
    upstream_identity_provider_name: Option<String>,
}

/// What is known before anybody signs in.
#[derive(Debug)]
pub(super) struct SignInSource {
    pub(super) config: Config,
    pub(super) identity_provider: Option<String>,
    /// What was left out, in sentences for the terminal.
    pub(super) notes: Vec<String>,
}

impl SourceOptions {
    /// Whether the command line says anything about where to sign in.
    pub(super) fn is_given(&self) -> bool {
        self.config.is_some() || self.kubeconfig.is_some() || self.issuer.is_some()
    }

    /// Reads and proves it.
    ///
    /// # Errors
    /// [`SourceError`] with the file, the field and the reason.
    pub(super) fn read(&self) -> Result<SignInSource, SourceError> {
        let client_id = self.client_id.as_deref();
        let mut sign_in_source = if let Some(file) = &self.config {
            let text = read(file)?;
            let folder = file.parent().unwrap_or(Path::new("."));
            validate(&text, &file.display().to_string(), folder, client_id)?
        } else if let Some(file) = &self.kubeconfig {
            let name = file.display().to_string();
            let found = pinniped::read(&read(file)?, &self.contexts)
                .map_err(|error| SourceError::Kubeconfig(file.clone(), error))?;
            let folder = file.parent().unwrap_or(Path::new("."));
            let mut sign_in_source =
                validate(&found.document.to_string(), &name, folder, client_id)?;
            sign_in_source.identity_provider = found.identity_provider;
            sign_in_source.notes = found.notes;
            sign_in_source
        } else if let Some(issuer) = &self.issuer {
            let document = self.document(issuer);
            validate(
                &document.to_string(),
                "command line",
                Path::new("."),
                client_id,
            )?
        } else {
            return Err(SourceError::NotSpecified);
        };
        if let Some(name) = &self.upstream_identity_provider_name {
            sign_in_source.identity_provider = Some(name.clone());
        }
        Ok(sign_in_source)
    }

    fn document(&self, issuer: &str) -> Value {
        json!({
            "title": TITLE,
            "publicUrl": PUBLIC_URL,
            "issuer": {
                "url": issuer,
                "clientId": PINNIPED_CLI,
                "scopes": self.scopes,
                "caBundleData": self.ca_bundle_data,
            },
            "clusters": [{
                "id": self.cluster_id,
                "name": self.cluster_id,
                "server": self.endpoint,
                "caData": self.endpoint_ca_data,
                "audience": self.audience,
                "concierge": {"authenticator": {
                    "type": self.authenticator_type,
                    "name": self.authenticator_name,
                }},
            }],
        })
    }
}

fn read(file: &Path) -> Result<String, SourceError> {
    std::fs::read_to_string(file).map_err(|error| SourceError::Unreadable(file.to_owned(), error))
}

fn validate(
    text: &str,
    name: &str,
    folder: &Path,
    client_id: Option<&str>,
) -> Result<SignInSource, Complaint> {
    let config = Config::at_a_desk(text, name, folder, client_id)?;
    Ok(SignInSource {
        config,
        identity_provider: None,
        notes: Vec::new(),
    })
}

/// What the status page calls a session that has no operator to name it.
const TITLE: &str = "Clusters";
/// A gateway's file has to say where it is reached; at a desk nobody looks.
const PUBLIC_URL: &str = "http://127.0.0.1";
/// What the Pinniped CLI asks for.
const SCOPES: &str = "offline_access,openid,pinniped:request-audience,username,groups";
