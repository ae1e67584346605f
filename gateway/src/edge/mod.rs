//! The accept loop: a deadline for slow headers, bounds on their size, and a drain with an end.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::app::{Current, StartError};
use crate::{Assets, Config};

/// Serves until `shutdown` completes, then finishes the requests under way within [`DRAIN_TIME_MAX`].
///
/// Dropping the future closes the listener and every connection at once.
///
/// # Errors
/// [`StartError`] when the gateway cannot start with this configuration.
pub async fn serve(
    config: Config,
    assets: Assets,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) -> Result<(), StartError> {
    let address = listener
        .local_addr()
        .map_err(|error| StartError::new("the listener has no address", error))?;
    let current = Current::new(config, assets, Some(address))?;
    serve_current(current, listener, shutdown).await;
    Ok(())
}

/// Serves whatever configuration is the current one.
pub async fn serve_current(
    current: Arc<Current>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) {
    accept(current.router(), listener, shutdown).await;
}

/// Serves any router in the same way.
pub(crate) async fn accept(app: Router, listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            Some(_finished) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, app.clone(), &graceful));
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
    drop(listener);
    if timeout(DRAIN_TIME_MAX, graceful.shutdown()).await.is_err() {
        tracing::warn!("connections were cut because they did not finish in time");
    }
}

fn connection(
    stream: TcpStream,
    app: Router,
    graceful: &GracefulShutdown,
) -> impl Future<Output = ()> + use<> {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME_MAX)
        .max_buf_size(HEAD_BYTES_MAX)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(app));
    let watched = graceful.watch(connection);
    async move {
        // A peer that goes away, or never says anything, is its own affair.
        if let Err(error) = watched.await {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}

/// From the first byte of a connection, or the end of the previous request, to the end of a request's headers.
const HEADER_TIME_MAX: Duration = Duration::from_secs(5);
/// Bytes of a request line with its headers; two cookies and a long callback URL fit.
const HEAD_BYTES_MAX: usize = 16 * 1024;
/// How long requests under way may take to finish; a relayed one is bounded by the same time.
const DRAIN_TIME_MAX: Duration = Duration::from_secs(10);
/// When file descriptors run out, trying again at once would only burn a core.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// stub
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);
