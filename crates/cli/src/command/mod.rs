//! The subcommands, one file each.

pub mod check;
pub mod completions;
pub mod credential;
pub mod import;
pub mod man;
pub mod merge;
pub mod open;
mod portal;
pub mod schema;
pub mod serve;
pub mod static_site;
