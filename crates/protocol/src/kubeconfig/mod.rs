//! The kubeconfig that is exported: one typed document in one of several forms.

pub mod data;
mod document;
mod exec_credential;
mod forms;
mod names;
pub mod pinniped_cli;
mod render;
mod shell;
pub mod yaml;

pub use document::{Exec, Kubeconfig, User};
pub(crate) use exec_credential::no_credential;
pub use exec_credential::{ExecCredential, Material};
pub use forms::{ClusterEntry, Form};
pub use names::Names;
pub use shell::Shell;

#[cfg(test)]
mod tests;
