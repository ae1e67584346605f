//! The accept loop: plain or TLS, HTTP/1.1 and HTTP/2; it stops when its handle is dropped.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use axum::{Extension, Router};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use rustls::pki_types::CertificateDer;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

use crate::fault::Faults;

/// A running server. Dropping it closes the port and every connection.
#[derive(Debug)]
pub(crate) struct ServerHandle(JoinHandle<()>);

/// The caller's certificate, whose key the TLS handshake has verified; an extension of every request of the connection.
#[derive(Clone)]
pub(crate) struct ClientCertificate(pub(crate) Option<CertificateDer<'static>>);

/// Closes the connection of a request; an extension of every request.
#[derive(Clone, Default)]
pub(crate) struct Disconnect(Arc<Notify>);

impl Disconnect {
    /// Closes the connection without another byte. The future never completes: it is dropped with the connection.
    pub(crate) async fn now<T>(&self) -> T {
        self.soon();
        std::future::pending().await
    }

    /// Closes the connection after the pending bytes are sent.
    pub(crate) fn soon(&self) {
        self.0.notify_one();
    }
}

/// Pause after a failed accept, so that the loop does not spin when file descriptors run out.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Listens on a port of 127.0.0.1 only.
pub(crate) async fn bind(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await
}

pub(crate) fn serve(
    listener: TcpListener,
    tls: Option<Arc<rustls::ServerConfig>>,
    app: Router,
    faults: Faults,
) -> ServerHandle {
    let tls = tls.map(TlsAcceptor::from);
    ServerHandle(tokio::spawn(async move {
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) if faults.cut_connections() => drop(stream),
                    Ok((stream, _)) => {
                        connections.spawn(connection(stream, tls.clone(), app.clone()));
                    }
                    Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
                },
                Some(_) = connections.join_next() => {}
            }
        }
    }))
}

impl Drop for ServerHandle {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn connection(stream: TcpStream, tls: Option<TlsAcceptor>, app: Router) {
    let Some(tls) = tls else {
        return exchange(stream, ClientCertificate(None), app).await;
    };
    // A failed handshake needs no report: TLS has sent an alert.
    if let Ok(stream) = tls.accept(stream).await {
        let leaf = stream
            .get_ref()
            .1
            .peer_certificates()
            .and_then(<[_]>::first);
        let peer = ClientCertificate(leaf.map(|leaf| leaf.clone().into_owned()));
        exchange(stream, peer, app).await;
    }
}

async fn exchange<S>(stream: S, peer: ClientCertificate, app: Router)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let disconnect = Disconnect::default();
    let app = app
        .layer(Extension(peer))
        .layer(Extension(disconnect.clone()));
    let server = auto::Builder::new(TokioExecutor::new());
    tokio::select! {
        // An error means that the caller has closed the connection.
        _ = server.serve_connection(TokioIo::new(stream), TowerToHyperService::new(app)) => {}
        () = disconnect.0.notified() => {}
    }
}
