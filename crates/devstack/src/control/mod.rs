//! A server on its own port that switches faults and sets clocks while the other servers run.
//!
//! It is for people and programs on this computer. Web pages of any site are refused.

mod error;
mod guard;
mod listing;
mod state;
mod switch;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, put};
use tokio::net::TcpListener;

use crate::fault::Faults;
use crate::serve::{ServerHandle, serve};
use crate::servers::Servers;
use state::ControlState;

/// A running control server. Dropping it closes its port. After its stack is dropped, it responds with 503.
#[derive(Debug)]
pub struct Control {
    url: String,
    _server: ServerHandle,
}

impl Control {
    pub(crate) fn start(listener: TcpListener, servers: &Arc<Servers>) -> std::io::Result<Self> {
        let address = listener.local_addr()?;
        let app = Router::new()
            .route("/", get(listing::show))
            .route("/faults/{name}", put(switch::fault))
            .route("/clocks/{*server}", put(switch::clock))
            .route("/users/{name}", put(switch::user))
            .fallback(error::no_such_path)
            .layer(from_fn_with_state(address.port(), guard::refuse_pages))
            .with_state(ControlState::of(servers));
        Ok(Self {
            url: format!("http://{address}"),
            _server: serve(listener, None, app, Faults::default()),
        })
    }

    /// The base URL: `http://127.0.0.1:<port>`, without a trailing slash.
    pub fn url(&self) -> &str {
        &self.url
    }
}
