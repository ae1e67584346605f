//! The parts of a kubeconfig (`v1.Config` of client-go), holding only what this crate can write.

use alloc::string::String;
use alloc::vec::Vec;

use crate::secret::Secret;

/// A kubeconfig with the credentials in it.
///
/// There is no field for a command, a file path or a switched-off check, so none of these can be smuggled in.
#[derive(Debug)]
pub struct Kubeconfig {
    pub(super) clusters: Vec<Named<Cluster>>,
    pub(super) contexts: Vec<Named<Context>>,
    pub(super) current_context: String,
    pub(super) users: Vec<Named<User>>,
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
    pub(super) server: String,
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
pub(super) struct User {
    /// Base64 of PEM.
    pub(super) client_certificate_data: String,
    /// Base64 of PEM.
    pub(super) client_key_data: Secret<String>,
}
