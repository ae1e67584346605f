//! EDGE. Drives `protocol::Machine` on a person's own computer: requests, files, clocks, signatures, and their browser.
//!
//! Reading order: `source` says what to sign in to, `engine` drives one machine, `session` keeps one signed in, `folder_agent`
//! writes what it has into the live folder, and `options` fetches one credential when nobody does.

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
mod run;
mod session;
mod signals;
mod signature;
#[cfg(unix)]
mod socket;
mod source;
mod terminal;

pub(crate) use credential_plugin::{CredentialPluginOptions, fetch};
pub(crate) use run::SignInOptions;
pub(crate) use run::open;
pub(crate) use source::SourceOptions;
