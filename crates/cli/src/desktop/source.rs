//! The sign-in source: a gateway's configuration file, a kubeconfig of the Pinniped CLI, or the command line.
//!
//! Each is converted to the format of the gateway's file, so that one parser validates all of them.

use std::path::{Path, PathBuf};

use clap::Args;
use haulout_gateway::config::{Config, ConfigError, Overrides, PINNIPED_CLI};
use serde_json::{Value, json};

use crate::kubeconfig::{Kubeconfig, default_files};

mod error;
mod pinniped;
mod saved_settings;

pub(super) use error::SourceError;
pub(super) use saved_settings::{load_settings, settings_file};

/// The issuer and the clusters to sign in to.
#[derive(Args, Debug)]
#[group(skip)]
pub(crate) struct SourceOptions {
    /// The configuration file of `haulout serve`; the secret files that it names are not needed.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["kubeconfig", "issuer"])]
    config: Option<PathBuf>,
    /// Set a field of that configuration, for example `issuer.clientId=portal`; environment variables apply, too.
    #[arg(long = "set", value_name = "FIELD=VALUE", requires = "config")]
    set: Vec<String>,
    /// A kubeconfig from `pinniped get kubeconfig`; without FILE, those in KUBECONFIG or ~/.kube/config.
    #[arg(long, value_name = "FILE", num_args = 0..=1, conflicts_with = "issuer")]
    kubeconfig: Option<Option<PathBuf>>,
    /// The contexts of that kubeconfig to use [default: all that have the issuer of its current context].
    #[arg(long = "context", value_name = "NAME", requires = "kubeconfig")]
    contexts: Vec<String>,
    /// The issuer's URL.
    #[arg(long, value_name = "URL", requires_all = ["endpoint", "authenticator_name"])]
    issuer: Option<String>,
    /// The public client to sign in with, for example `pinniped-cli` with a Supervisor.
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// The scopes to request, separated by commas.
    #[arg(long, value_name = "SCOPES", default_value = SCOPES, value_delimiter = ',')]
    scopes: Vec<String>,
    /// The CA bundle of the issuer, base64-encoded PEM.
    #[arg(long, value_name = "BASE64")]
    ca_bundle_data: Option<String>,
    /// The audience that the cluster's authenticator requires.
    #[arg(long, value_name = "AUDIENCE")]
    audience: Option<String>,
    /// The URL of the cluster's API server or impersonation proxy.
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// The CA bundle of the cluster, base64-encoded PEM.
    #[arg(long, value_name = "BASE64")]
    endpoint_ca_data: Option<String>,
    /// The type of the Concierge's authenticator.
    #[arg(long, value_name = "jwt|webhook", default_value = "jwt")]
    authenticator_type: String,
    /// The name of the Concierge's authenticator.
    #[arg(long, value_name = "NAME")]
    authenticator_name: Option<String>,
    /// The id to give the cluster.
    #[arg(long, value_name = "ID", default_value = "cluster")]
    cluster_id: String,
    /// The identity provider to sign in with, if the Supervisor has several.
    #[arg(long, value_name = "NAME")]
    upstream_identity_provider_name: Option<String>,
}

/// The configuration to sign in with.
#[derive(Debug)]
pub(super) struct SignInSource {
    pub(super) config: Config,
    pub(super) identity_provider: Option<String>,
    /// Sentences for the terminal about what was skipped.
    pub(super) notes: Vec<String>,
}

impl SourceOptions {
    /// Whether the command line specifies a source.
    pub(super) fn is_given(&self) -> bool {
        self.config.is_some() || self.kubeconfig.is_some() || self.issuer.is_some()
    }

    /// Reads and validates the source.
    ///
    /// # Errors
    /// [`SourceError`] with the file, the field and the reason.
    pub(super) fn read(&self) -> Result<SignInSource, SourceError> {
        let client_id = self.client_id.as_deref();
        let mut sign_in_source = if let Some(file) = &self.config {
            let text = read(file)?;
            let folder = file.parent().unwrap_or(Path::new("."));
            let overrides = Overrides::new(std::env::vars_os(), &self.set)?;
            let name = file.display().to_string();
            validate(&text, (&name, folder), &overrides, client_id)?
        } else if let Some(file) = &self.kubeconfig {
            let (kubeconfig, name) = match file {
                Some(file) => (Kubeconfig::read(file), file.display().to_string()),
                None => (Kubeconfig::read_default(), default_names()),
            };
            let kubeconfig = kubeconfig.map_err(SourceError::NotAKubeconfig)?;
            let found = pinniped::read(&kubeconfig, &self.contexts)
                .map_err(|error| SourceError::Kubeconfig(name.clone(), Box::new(error)))?;
            // The document contains the CA bundles and refers to no file.
            let folder = Path::new(".");
            let text = found.document.to_string();
            let none = Overrides::default();
            let mut sign_in_source = validate(&text, (&name, folder), &none, client_id)?;
            sign_in_source.identity_provider = found.identity_provider;
            sign_in_source.notes = found.notes;
            sign_in_source
        } else if let Some(issuer) = &self.issuer {
            let text = self.document(issuer).to_string();
            let place = ("command line", Path::new("."));
            validate(&text, place, &Overrides::default(), client_id)?
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

/// The files that kubectl uses without options, for messages.
fn default_names() -> String {
    let files = default_files();
    let names: Vec<String> = files.iter().map(|it| it.display().to_string()).collect();
    names.join(", ")
}

fn read(file: &Path) -> Result<String, SourceError> {
    std::fs::read_to_string(file).map_err(|error| SourceError::Unreadable(file.to_owned(), error))
}

fn validate(
    text: &str,
    (name, folder): (&str, &Path),
    overrides: &Overrides,
    client_id: Option<&str>,
) -> Result<SignInSource, ConfigError> {
    let config = Config::for_public_client(text, name, folder, overrides, client_id)?;
    Ok(SignInSource {
        config,
        identity_provider: None,
        notes: Vec::new(),
    })
}

/// The title of the status page if no configuration file sets one.
const TITLE: &str = "Clusters";
/// A required field of the gateway's file; `haulout open` does not use it.
const PUBLIC_URL: &str = "http://127.0.0.1";
/// The default scopes of the Pinniped CLI.
const SCOPES: &str = "offline_access,openid,pinniped:request-audience,username,groups";
