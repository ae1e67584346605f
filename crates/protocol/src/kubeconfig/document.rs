//! The parts of a kubeconfig (`v1.Config` of client-go), limited to what this crate can write.

use alloc::string::String;
use alloc::vec::Vec;

use super::exec_credential::Material;

/// A kubeconfig.
///
/// It has no fields for certificate paths or for disabled TLS verification. A user has either a credential or a
/// command, because client-go ignores the command of a user that has both.
#[derive(Debug)]
pub struct Kubeconfig {
    pub(super) clusters: Vec<Named<Cluster>>,
    pub(super) contexts: Vec<Named<Context>>,
    pub(super) current_context: String,
    pub(super) users: Vec<Named<User>>,
}

impl Kubeconfig {
    /// The name of the default context.
    #[must_use]
    pub fn current_context(&self) -> &str {
        &self.current_context
    }
}

/// An item of one of the three lists.
#[derive(Debug)]
pub(super) struct Named<T> {
    pub(super) name: String,
    pub(super) item: T,
}

/// A cluster's address and certificate authorities.
#[derive(Debug)]
pub(super) struct Cluster {
    /// Base64 of PEM. If absent, the system's certificate authorities apply.
    pub(super) certificate_authority_data: Option<String>,
    pub(super) proxy_url: Option<String>,
    pub(super) server: String,
    pub(super) tls_server_name: Option<String>,
}

/// A pair of user and cluster.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) cluster: String,
    pub(super) namespace: Option<String>,
    pub(super) user: String,
}

/// A user's credential, or how to get it.
#[derive(Debug)]
pub enum User {
    /// A credential.
    Holds(Material),
    /// The output of a command.
    Runs(Exec),
}

/// A credential plugin: a command that prints an `ExecCredential`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exec {
    pub(super) api_version: &'static str,
    pub(super) command: String,
    pub(super) args: Vec<String>,
    pub(super) install_hint: Option<&'static str>,
    /// Required by `v1`, and not written by older tools.
    pub(super) interactive_mode: Option<&'static str>,
    pub(super) provide_cluster_info: bool,
}

impl Exec {
    /// The command to run.
    #[must_use]
    pub fn command(&self) -> &str {
        &self.command
    }

    /// Its arguments.
    #[must_use]
    pub fn args(&self) -> &[String] {
        &self.args
    }
}
