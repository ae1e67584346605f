//! The parts of a kubeconfig (`v1.Config` of client-go), holding only what this crate can write.

use alloc::string::String;
use alloc::vec::Vec;

use super::exec_credential::Material;

/// A kubeconfig.
///
/// There is no field for a path to a certificate or for a switched-off check, and a user is either a credential or a
/// command, because client-go ignores the command of a user that has both.
#[derive(Debug)]
pub struct Kubeconfig {
    pub(super) clusters: Vec<Named<Cluster>>,
    pub(super) contexts: Vec<Named<Context>>,
    pub(super) current_context: String,
    pub(super) users: Vec<Named<User>>,
}

impl Kubeconfig {
    /// The name of the context that commands are for unless they say another.
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

/// Where a cluster is and how it proves itself.
#[derive(Debug)]
pub(super) struct Cluster {
    /// Base64 of PEM. Absent, the computer's own list of authorities decides.
    pub(super) certificate_authority_data: Option<String>,
    pub(super) proxy_url: Option<String>,
    pub(super) server: String,
    pub(super) tls_server_name: Option<String>,
}

/// Which user to be on which cluster.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) cluster: String,
    pub(super) namespace: Option<String>,
    pub(super) user: String,
}

/// What a user presents.
#[derive(Debug)]
pub enum User {
    /// A credential.
    Holds(Material),
    /// Whatever a command prints.
    Runs(Exec),
}

/// A credential plugin: a command that prints an `ExecCredential`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exec {
    pub(super) api_version: &'static str,
    pub(super) command: String,
    pub(super) args: Vec<String>,
    pub(super) install_hint: Option<&'static str>,
    /// Required by `v1`, and not written by tools that are older than it.
    pub(super) interactive_mode: Option<&'static str>,
    pub(super) provide_cluster_info: bool,
}

impl Exec {
    /// What is run.
    #[must_use]
    pub fn command(&self) -> &str {
        &self.command
    }

    /// With which arguments.
    #[must_use]
    pub fn args(&self) -> &[String] {
        &self.args
    }
}
