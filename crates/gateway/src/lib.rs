//! The gateway: serves the portal, and relays requests to the configured issuer and Concierges, but nowhere else.
//!
//! Reading order: [`config`] is the configuration, `routes` the list of routes, `guard` the checks of every request,
//! `relay` the requests to upstreams, and [`edge`] the sockets.

mod app;
pub mod assets;
mod audit;
mod bare_document;
pub mod clock;
pub mod config;
pub mod connection_error;
mod cookies;
pub mod document;
mod draining;
pub mod edge;
mod embed;
mod error;
pub mod file_error;
mod form;
mod guard;
pub mod headers;
pub mod http_client;
mod id_token;
pub mod inline_hashes;
mod metrics;
pub mod operations;
mod page;
pub mod page_config;
pub mod panics;
pub mod random;
mod rate_limits;
mod relay;
pub mod reload;
mod request_body;
mod routes;
mod seal;
pub mod secret;
mod session;
mod sign_in;
mod start_error;
mod start_page;
mod state;
pub mod tls_error;
mod trace_context;
pub mod yaml;

pub use app::{ReloadableGateway, app};
pub use assets::Assets;
pub use config::Config;
pub use edge::{PortUse, listen, serve, serve_current};
pub use start_error::StartError;
