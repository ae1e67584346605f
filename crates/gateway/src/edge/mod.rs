//! Sockets: how many are accepted, how long each may stay open, and the protocols on it.
//!
//! Reading order: `accept` accepts and closes connections; `connection` serves one, beginning with `preread`;
//! `response` reports how a request proceeds to `activity`, which has the time limits; `registry` selects the connection
//! to evict.

mod accept;
mod activity;
mod connection;
mod descriptors;
mod io;
mod listen;
mod peer;
mod preread;
mod registry;
mod response;
mod service;
mod site;
mod tls;
mod unavailable;

use std::future::Future;
use std::sync::Arc;

use axum::Router;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;

use crate::app::ReloadableGateway;
use crate::start_error::StartError;
use crate::{Assets, Config};
use site::Site;

pub use listen::{PortUse, listen};
pub(crate) use peer::Peer;

/// Serves until `shutdown` completes, then finishes the requests in flight within ten seconds.
///
/// Dropping the future closes the listener and every connection immediately.
///
/// # Errors
/// [`StartError`] if the gateway cannot start with this configuration.
pub async fn serve(
    config: Config,
    assets: Assets,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) -> Result<(), StartError> {
    let address = listener
        .local_addr()
        .map_err(|error| StartError::new("the listener has no address", error))?;
    let current = ReloadableGateway::new(config, assets, Some(address))?;
    serve_current(current, listener, shutdown).await;
    Ok(())
}

/// Serves the current configuration, over TLS if it has a certificate.
pub async fn serve_current(
    current: Arc<ReloadableGateway>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) {
    let process = current.process().clone();
    let drain = async {
        shutdown.await;
        process.draining.begin();
    };
    accept::run(Site::Gateway(current), listener, drain).await;
    // Even if the browser has left, its new or rotated session must not be lost.
    tokio::join!(
        process.redemptions.requests.wait_until_finished(),
        process.refreshes.requests.wait_until_finished(),
    );
}

/// Serves any router in the same way, without TLS.
pub async fn accept(app: Router, listener: TcpListener, shutdown: impl Future<Output = ()>) {
    accept::run(Site::Router(app), listener, shutdown).await;
}

/// Serves any router over HTTP/2 on one stream, with the time limits of a connection: for fuzzing without sockets.
#[doc(hidden)]
pub async fn serve_http2(
    app: Router,
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
) {
    connection::serve_http2(Site::Router(app), stream).await;
}
