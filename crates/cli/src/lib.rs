//! The `haulout` command, whose subcommands are modules of this crate; the gateway itself is `haulout-gateway`.
//!
//! Reading order: [`command`] says what each subcommand takes and how it ends, then a module for each that does more
//! than call the gateway.

mod check;
pub mod command;
mod desktop;
mod exit;
mod import;
pub mod merge;
pub mod static_site;
