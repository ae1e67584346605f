//! The `haulout` command, whose subcommands are modules of this crate; the gateway itself is `haulout-gateway`.
//!
//! Reading order: [`command`] has the options and exit codes of each subcommand; a subcommand that does more than call
//! the gateway has a module of its own.

mod check;
pub mod command;
mod desktop;
mod exit;
mod import;
mod kubeconfig;
pub mod merge;
pub mod static_site;
