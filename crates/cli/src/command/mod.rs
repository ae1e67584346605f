//! The subcommands, one file each.

pub mod check;
pub mod completions;
mod configuration;
pub mod credential;
#[cfg(feature = "demo")]
pub mod demo;
pub mod import;
pub mod man;
pub mod merge;
pub mod open;
mod portal;
pub mod schema;
pub mod serve;
pub mod static_site;
