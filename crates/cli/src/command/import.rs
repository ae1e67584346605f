//! `haulout import`: creates a gateway configuration from kubeconfigs of the Pinniped CLI or from clusters.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use haulout_protocol::config::AuthenticatorKind;

use crate::import::{self, ClusterQuery, GeneratedConfig, ImportError, PortalParameters};

/// The options of `haulout import`.
#[derive(Args, Debug)]
pub struct ImportOptions {
    /// Kubeconfigs from `pinniped get kubeconfig`; all their contexts become clusters of one portal.
    #[arg(value_name = "KUBECONFIG", required_unless_present = "from_cluster")]
    kubeconfigs: Vec<PathBuf>,
    /// The contexts to use [default: all; with --from-cluster, the current one].
    #[arg(long = "context", value_name = "NAME")]
    contexts: Vec<String>,
    #[command(flatten)]
    cluster: FromClusterOptions,
    /// The public URL of the portal.
    #[arg(long, value_name = "URL")]
    public_url: String,
    /// The title of the portal.
    #[arg(long, value_name = "TITLE", default_value = "Clusters")]
    title: String,
    /// The OAuth client of the portal; without it, the command prints how to register one.
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// The file with the client's secret, relative to the gateway's configuration file.
    #[arg(long, value_name = "FILE")]
    client_secret_file: Option<String>,
    /// The file to write [default: standard output].
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write the manifest that registers the portal's client at a Supervisor, for `kubectl apply`.
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// Replace existing files.
    #[arg(long)]
    force: bool,
}

/// The options of `haulout import --from-cluster`.
#[derive(Args, Debug)]
struct FromClusterOptions {
    /// Read Pinniped's objects from the clusters, as `pinniped get kubeconfig` does; requires an administrator.
    #[arg(long, conflicts_with = "kubeconfigs")]
    from_cluster: bool,
    /// The kubeconfig of an administrator [default: the one that kubectl uses].
    #[arg(long, value_name = "FILE", conflicts_with = "kubeconfigs")]
    kubeconfig: Option<PathBuf>,
    /// The suffix of the Concierge's API groups [default: pinniped.dev].
    #[arg(long, value_name = "SUFFIX", conflicts_with = "kubeconfigs")]
    api_group_suffix: Option<String>,
    /// The CredentialIssuer to use, if a cluster has several.
    #[arg(long, value_name = "NAME", conflicts_with = "kubeconfigs")]
    concierge_credential_issuer: Option<String>,
    /// The authenticator to use, if a cluster has several.
    #[arg(long, value_name = "NAME", conflicts_with = "kubeconfigs")]
    concierge_authenticator_name: Option<String>,
    /// The type of the authenticator to use, if a cluster has several.
    #[arg(
        long,
        value_name = "TYPE",
        value_enum,
        ignore_case = true,
        conflicts_with = "kubeconfigs"
    )]
    concierge_authenticator_type: Option<AuthenticatorTypeArg>,
}

/// The authenticator types of the Pinniped CLI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum AuthenticatorTypeArg {
    Jwt,
    Webhook,
}

/// Imports; exits with 2 if the user has to change a file or an option, and with 1 if the system or a cluster fails.
#[must_use]
pub fn run(options: &ImportOptions) -> ExitCode {
    match import(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => error.exit().with_message(&error),
    }
}

fn import(options: &ImportOptions) -> Result<(), ImportError> {
    let GeneratedConfig {
        yaml,
        manifest,
        summary,
        notes,
    } = generate(options)?;
    let files = [&options.output, &options.manifest].into_iter().flatten();
    import::check_absent(files, options.force)?;
    if let (Some(file), Some(manifest)) = (&options.manifest, manifest) {
        import::write(file, &manifest, options.force)?;
    }
    match &options.output {
        Some(file) => import::write(file, &yaml, options.force)?,
        None => std::io::stdout()
            .write_all(yaml.as_bytes())
            .map_err(|error| ImportError::Unwritable(PathBuf::from("standard output"), error))?,
    }
    for note in notes {
        eprintln!("haulout: {note}");
    }
    match &options.output {
        Some(file) => eprintln!("haulout: {} has {summary}", file.display()),
        None => eprintln!("haulout: the configuration has {summary}"),
    }
    Ok(())
}

fn generate(options: &ImportOptions) -> Result<GeneratedConfig, ImportError> {
    let parameters = PortalParameters {
        public_url: options.public_url.clone(),
        title: options.title.clone(),
        client_id: options.client_id.clone(),
        client_secret_file: options.client_secret_file.clone(),
        manifest_file: options.manifest.clone(),
    };
    if !options.cluster.from_cluster {
        return import::from_kubeconfigs(&options.kubeconfigs, &options.contexts, &parameters);
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(ImportError::Runtime)?;
    let query = options.cluster.query(&options.contexts);
    runtime.block_on(import::from_clusters(&query, &parameters))
}

impl FromClusterOptions {
    fn query(&self, contexts: &[String]) -> ClusterQuery {
        let suffix = self.api_group_suffix.as_deref();
        ClusterQuery {
            kubeconfig: self.kubeconfig.clone(),
            contexts: contexts.to_vec(),
            api_group_suffix: suffix.unwrap_or(API_GROUP_SUFFIX).to_owned(),
            credential_issuer: self.concierge_credential_issuer.clone(),
            authenticator_name: self.concierge_authenticator_name.clone(),
            authenticator_kind: self.concierge_authenticator_type.map(|it| match it {
                AuthenticatorTypeArg::Jwt => AuthenticatorKind::Jwt,
                AuthenticatorTypeArg::Webhook => AuthenticatorKind::Webhook,
            }),
        }
    }
}

/// The default of the Concierge.
const API_GROUP_SUFFIX: &str = "pinniped.dev";
