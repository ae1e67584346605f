//! What a port serves: the gateway in its current configuration, or a fixed router.

use std::sync::Arc;

use axum::Router;
use rustls::sign::CertifiedKey;

use crate::app::ReloadableGateway;
use crate::metrics::Metrics;

/// What a port serves.
#[derive(Clone)]
pub(super) enum Site {
    /// The gateway; a reload takes effect with the next request, also on open connections.
    Gateway(Arc<ReloadableGateway>),
    /// Any other router.
    Router(Router),
}

impl Site {
    /// The router for the next request.
    pub(super) fn router(&self) -> Router {
        match self {
            Self::Gateway(current) => current.router(),
            Self::Router(router) => router.clone(),
        }
    }

    /// The certificate for the next handshake; `None` for plain HTTP.
    pub(super) fn certificate(&self) -> Option<Arc<CertifiedKey>> {
        match self {
            Self::Gateway(current) => current.certificate(),
            Self::Router(_) => None,
        }
    }

    /// The limit of open connections.
    pub(super) fn connections_max(&self) -> usize {
        match self {
            Self::Gateway(current) => current.limits().connections,
            Self::Router(_) => ROUTER_CONNECTIONS_MAX,
        }
    }

    /// The metrics to update.
    pub(super) fn metrics(&self) -> Option<&Metrics> {
        match self {
            Self::Gateway(current) => Some(&current.process().metrics),
            Self::Router(_) => None,
        }
    }
}

/// Connections; enough for a browser and some scrapers.
const ROUTER_CONNECTIONS_MAX: usize = 256;
