//! The kubeconfig that is handed over: one typed document, filled in one form, written in one way.

mod document;
mod exec_credential;
mod forms;
mod render;

pub use document::Kubeconfig;
pub use exec_credential::ExecCredential;
pub(crate) use exec_credential::no_credential;
pub use forms::{InlineEntry, inline};

#[cfg(test)]
mod tests;
