//! EDGE. Drives `protocol::Machine` on a user's computer: requests, files, clocks, signatures and the browser.
//!
//! Reading order: `source` reads the configuration, `engine` drives one state machine, `session` keeps the user signed
//! in, `folder_agent` writes credentials to the live folder, and `credential_plugin` prints a single credential.

mod browser;
pub(crate) mod clock;
mod credential_plugin;
mod engine;
mod error;
mod folder;
mod folder_agent;
mod http_client;
mod lock;
mod loopback;
mod message;
mod ownership;
mod run;
mod session;
mod signals;
mod signature;
#[cfg(unix)]
mod socket;
mod source;
mod stdin;
mod terminal;

pub(crate) use credential_plugin::{CredentialPluginOptions, fetch};
pub(crate) use run::open;
pub(crate) use run::{FileOptions, SignInOptions};
pub(crate) use source::SourceOptions;
