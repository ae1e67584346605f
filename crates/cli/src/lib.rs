//! The `haulout` command, whose subcommands are modules of this crate; the gateway itself is `haulout-gateway`.
//!
//! Reading order: [`command`] has the options and exit codes of each subcommand; a subcommand that does more than call
//! the gateway has a module of its own.

mod check;
pub mod command;
#[cfg(feature = "portal")]
mod contained_portal;
#[cfg(feature = "demo")]
mod demo;
mod desktop;
mod exit;
mod import;
mod kubeconfig;
pub mod kuberc;
mod logging;
pub mod merge;
pub mod static_site;
pub mod version;
