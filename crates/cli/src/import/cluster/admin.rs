//! Reads the administrator's kubeconfig, which has access to Pinniped's objects.

use std::env;
use std::path::Path;
use std::time::Duration;

use kube::config::{Cluster, Config, KubeConfigOptions, Kubeconfig};

use crate::import::error::{ContextReason, FileReason, ImportError, Origin};
use crate::import::files::read_bundle;

/// One file, or the files that kubectl merges.
pub(super) struct Kubeconfigs {
    name: String,
    content: Kubeconfig,
}

/// One context of an administrator's kubeconfig.
pub(super) struct AdminContext {
    pub(super) origin: Origin,
    pub(super) server: String,
    /// Base64 of PEM.
    pub(super) ca_data: Option<String>,
    pub(super) proxy_url: Option<String>,
    pub(super) tls_server_name: Option<String>,
    pub(super) client: AdminClient,
}

/// The settings for requests to the API server, including the credential.
pub(super) struct AdminClient {
    content: Kubeconfig,
    context: String,
}

impl Kubeconfigs {
    /// Reads the file, or the files that kubectl reads by default.
    pub(super) fn read(file: Option<&Path>) -> Result<Self, ImportError> {
        let (name, content) = match file {
            Some(file) => (file.display().to_string(), Kubeconfig::read_from(file)),
            None => (default_kubeconfig(), Kubeconfig::read()),
        };
        match content {
            Ok(content) => Ok(Self { name, content }),
            Err(error) => Err(ImportError::File(name, FileReason::Kube(Box::new(error)))),
        }
    }

    /// The current context.
    pub(super) fn current(&self) -> Result<AdminContext, ImportError> {
        match self.content.current_context.as_deref() {
            None | Some("") => Err(ImportError::File(
                self.name.clone(),
                FileReason::NoCurrentContext,
            )),
            Some(context) => self.named(context),
        }
    }

    /// The context with this name.
    pub(super) fn named(&self, name: &str) -> Result<AdminContext, ImportError> {
        let no_such = |what, name: &str| {
            ImportError::File(
                self.name.clone(),
                FileReason::Missing(what, name.to_owned()),
            )
        };
        let content = &self.content;
        let context = content.contexts.iter().find(|it| it.name == name);
        let context = context
            .and_then(|it| it.context.as_ref())
            .ok_or_else(|| no_such("context", name))?;
        let mut clusters = content.clusters.iter();
        let cluster = clusters
            .find(|it| it.name == context.cluster)
            .and_then(|it| it.cluster.as_ref())
            .ok_or_else(|| no_such("cluster", &context.cluster))?;
        let user = context.user.as_deref().unwrap_or_default();
        if !content.auth_infos.iter().any(|it| it.name == user) {
            return Err(no_such("user", user));
        }
        let origin = Origin {
            file: self.name.clone(),
            context: name.to_owned(),
        };
        self.admin(origin.clone(), cluster)
            .map_err(|reason| ImportError::Context(origin, reason))
    }

    fn admin(&self, origin: Origin, cluster: &Cluster) -> Result<AdminContext, ContextReason> {
        if cluster.insecure_skip_tls_verify == Some(true) {
            // An attacker in the network could return other CA bundles, which would be written to the configuration.
            return Err(ContextReason::AdminTlsNotVerified);
        }
        let server = cluster.server.clone();
        Ok(AdminContext {
            server: server.ok_or(ContextReason::NoServer)?,
            ca_data: bundle(cluster)?,
            proxy_url: cluster.proxy_url.clone(),
            tls_server_name: cluster.tls_server_name.clone(),
            client: AdminClient {
                content: self.content.clone(),
                context: origin.context.clone(),
            },
            origin,
        })
    }
}

impl AdminClient {
    /// Creates a client; runs the credential plugin of the user, if any.
    pub(super) async fn connect(self) -> Result<kube::Client, kube::Error> {
        let options = KubeConfigOptions {
            context: Some(self.context),
            ..KubeConfigOptions::default()
        };
        let mut config = Config::from_custom_kubeconfig(self.content, &options)
            .await
            .map_err(kube::Error::InferKubeconfig)?;
        config.connect_timeout = Some(TIMEOUT);
        config.read_timeout = Some(TIMEOUT);
        // A user waits at the terminal and can repeat the command.
        config.default_retry = false;
        kube::Client::try_from(config)
    }
}

fn default_kubeconfig() -> String {
    match env::var("KUBECONFIG") {
        Ok(files) if !files.is_empty() => files,
        Ok(_) | Err(_) => "~/.kube/config".to_owned(),
    }
}

fn bundle(cluster: &Cluster) -> Result<Option<String>, ContextReason> {
    match (
        &cluster.certificate_authority_data,
        &cluster.certificate_authority,
    ) {
        (Some(data), _) => Ok(Some(data.clone())),
        (None, Some(file)) => read_bundle(file.into()).map(Some),
        (None, None) => Ok(None),
    }
}

/// For connecting and for each response; a working API server responds in a fraction of a second.
const TIMEOUT: Duration = Duration::from_secs(15);
