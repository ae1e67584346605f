//! The gateway: serves the portal, and relays to one issuer and to the configured Concierges and to nothing else.
//!
//! Reading order: [`config`] says what an operator may write, `routes` what a browser may ask for, `guard` who may
//! ask, `relay` what reaches an upstream, and [`edge`] how sockets are kept.

mod app;
pub mod assets;
mod audit;
mod budgets;
mod check;
mod clock;
pub mod command;
pub mod config;
mod cookies;
mod direct;
pub mod edge;
mod embed;
mod error;
mod guard;
mod headers;
mod id_token;
pub mod import;
pub mod merge;
mod metrics;
mod native;
pub mod operations;
mod page;
mod panics;
mod random;
mod relay;
mod reload;
mod routes;
mod seal;
mod secret;
mod session;
pub mod static_site;

pub use app::{Current, StartError, app};
pub use assets::Assets;
pub use config::Config;
pub use edge::{listen, serve, serve_current};
