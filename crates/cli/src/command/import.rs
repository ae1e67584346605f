//! `haulout import`: a gateway's configuration out of kubeconfigs made by `pinniped get kubeconfig`, or out of clusters.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use haulout_protocol::config::AuthenticatorKind;

use crate::import::{self, ClusterQuery, GeneratedConfig, ImportError, PortalParameters};

/// What `haulout import` can be told.
#[derive(Args, Debug)]
pub struct ImportOptions {
    /// Kubeconfigs made by `pinniped get kubeconfig`; all their contexts become clusters of one portal.
    #[arg(value_name = "KUBECONFIG", required_unless_present = "from_cluster")]
    kubeconfigs: Vec<PathBuf>,
    /// The contexts to use; when absent all of them, and with --from-cluster the current one.
    #[arg(long = "context", value_name = "NAME")]
    contexts: Vec<String>,
    #[command(flatten)]
    cluster: FromClusterOptions,
    /// Where browsers are to find the gateway.
    #[arg(long, value_name = "URL")]
    public_url: String,
    /// What the portal is called.
    #[arg(long, value_name = "TITLE", default_value = "Clusters")]
    title: String,
    /// The client that was registered for the portal; without it, what to register is said.
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// The file with that client's secret, written as it is; the gateway looks for it beside its configuration.
    #[arg(long, value_name = "FILE")]
    client_secret_file: Option<String>,
    /// The file to write; the standard output when absent.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if there is one.
    #[arg(long, requires = "output")]
    force: bool,
}

/// What `haulout import --from-cluster` can be told.
#[derive(Args, Debug)]
struct FromClusterOptions {
    /// Ask the clusters themselves, as an administrator, for what `pinniped get kubeconfig` would write.
    #[arg(long, conflicts_with = "kubeconfigs")]
    from_cluster: bool,
    /// The kubeconfig of an administrator; the one that kubectl would use when absent.
    #[arg(long, value_name = "FILE", conflicts_with = "kubeconfigs")]
    kubeconfig: Option<PathBuf>,
    /// What the API groups of the Concierge end with; pinniped.dev when absent.
    #[arg(long, value_name = "SUFFIX", conflicts_with = "kubeconfigs")]
    api_group_suffix: Option<String>,
    /// The CredentialIssuer, where a cluster has several.
    #[arg(long, value_name = "NAME", conflicts_with = "kubeconfigs")]
    concierge_credential_issuer: Option<String>,
    /// The authenticator, where a cluster has several.
    #[arg(long, value_name = "NAME", conflicts_with = "kubeconfigs")]
    concierge_authenticator_name: Option<String>,
    /// The authenticator's kind, where a cluster has several.
    #[arg(
        long,
        value_name = "TYPE",
        value_enum,
        ignore_case = true,
        conflicts_with = "kubeconfigs"
    )]
    concierge_authenticator_type: Option<AuthenticatorTypeArg>,
}

/// The kinds of authenticators, as the Pinniped CLI calls them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum AuthenticatorTypeArg {
    Jwt,
    Webhook,
}

/// Imports; ends with 2 when a file or the command line has to be changed first, with 1 when the system or a cluster fails.
#[must_use]
pub fn run(options: &ImportOptions) -> ExitCode {
    match import(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => error.exit().with_message(&error),
    }
}

fn import(options: &ImportOptions) -> Result<(), ImportError> {
    let GeneratedConfig { yaml, notes } = generate(options)?;
    match &options.output {
        Some(file) => import::write(file, &yaml, options.force)?,
        None => std::io::stdout()
            .write_all(yaml.as_bytes())
            .map_err(|error| ImportError::Unwritable(PathBuf::from("standard output"), error))?,
    }
    for note in notes {
        eprintln!("haulout: {note}");
    }
    Ok(())
}

fn generate(options: &ImportOptions) -> Result<GeneratedConfig, ImportError> {
    let parameters = PortalParameters {
        public_url: options.public_url.clone(),
        title: options.title.clone(),
        client_id: options.client_id.clone(),
        client_secret_file: options.client_secret_file.clone(),
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

/// Of a Concierge that is installed as it comes.
const API_GROUP_SUFFIX: &str = "pinniped.dev";
