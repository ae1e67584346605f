//! A client for the API server of one cluster, with the administrator's credential.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use kube::config::{
    AuthInfo, Config, Context, KubeConfigOptions, Kubeconfig, KubeconfigError, NamedAuthInfo,
    NamedCluster, NamedContext,
};

use super::credential::Credential;
use super::error::ClusterError;
use crate::kubeconfig::Cluster;

/// A client, which is created again if the credential changes.
pub(super) struct AdminClient {
    cluster: Cluster,
    credential: Rc<Credential>,
    current: RefCell<Option<(u32, kube::Client)>>,
}

impl AdminClient {
    pub(super) fn new(cluster: Cluster, credential: Rc<Credential>) -> Self {
        Self {
            cluster,
            credential,
            current: RefCell::default(),
        }
    }

    /// The client with a credential that has not expired.
    pub(super) async fn current(&self) -> Result<kube::Client, ClusterError> {
        let (number, auth) = self.credential.current()?;
        if let Some((of, client)) = &*self.current.borrow()
            && *of == number
        {
            return Ok(client.clone());
        }
        let client = connect(&self.cluster, auth).await?;
        self.current.replace(Some((number, client.clone())));
        Ok(client)
    }

    /// After a 401: whether another credential can be had. The rejected one is not used again.
    pub(super) fn replace_credential(&self) -> bool {
        self.credential.discard()
    }
}

async fn connect(cluster: &Cluster, auth: AuthInfo) -> Result<kube::Client, ClusterError> {
    let options = KubeConfigOptions::default();
    let mut config = Config::from_custom_kubeconfig(kubeconfig(cluster, auth), &options)
        .await
        .map_err(|error| ClusterError::NoCredential(unusable(&error).to_owned()))?;
    config.connect_timeout = Some(TIMEOUT);
    config.read_timeout = Some(TIMEOUT);
    // A user waits at the terminal and can repeat the command.
    config.default_retry = false;
    kube::Client::try_from(config)
        .map_err(|_| ClusterError::NoCredential(UNUSABLE_IDENTITY.to_owned()))
}

/// The library's errors address programmers.
fn unusable(error: &KubeconfigError) -> &'static str {
    if matches!(error, KubeconfigError::ParseClusterUrl(_)) {
        "the `server` of the cluster is not a URL"
    } else if matches!(error, KubeconfigError::ParseProxyUrl(_)) {
        "the proxy of the cluster is not a URL"
    } else {
        UNUSABLE_IDENTITY
    }
}

fn kubeconfig(cluster: &Cluster, auth: AuthInfo) -> Kubeconfig {
    let name = || "import".to_owned();
    Kubeconfig {
        clusters: vec![NamedCluster {
            name: name(),
            cluster: Some(kube::config::Cluster {
                server: Some(cluster.server.clone()),
                certificate_authority_data: cluster.ca_data.clone(),
                proxy_url: cluster.proxy_url.clone(),
                tls_server_name: cluster.tls_server_name.clone(),
                ..kube::config::Cluster::default()
            }),
            ..NamedCluster::default()
        }],
        auth_infos: vec![NamedAuthInfo {
            name: name(),
            auth_info: Some(auth),
            ..NamedAuthInfo::default()
        }],
        contexts: vec![NamedContext {
            name: name(),
            context: Some(Context {
                cluster: name(),
                user: Some(name()),
                ..Context::default()
            }),
            ..NamedContext::default()
        }],
        current_context: Some(name()),
        ..Kubeconfig::default()
    }
}

/// For connecting and for each response; a working API server responds in a fraction of a second.
const TIMEOUT: Duration = Duration::from_secs(15);
const UNUSABLE_IDENTITY: &str =
    "the client certificate and key of the user cannot be used, or are not a pair";
