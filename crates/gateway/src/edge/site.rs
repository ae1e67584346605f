//! What is served on a port: the gateway as it is at any moment, or a router that stays as it is.

use std::sync::Arc;

use axum::Router;
use rustls::sign::CertifiedKey;

use crate::app::ReloadableGateway;
use crate::metrics::Metrics;

/// What a port serves.
#[derive(Clone)]
pub(super) enum Site {
    /// The gateway; a reload is seen by the next request of a connection that is already open.
    Gateway(Arc<ReloadableGateway>),
    /// Anything else that has a port.
    Router(Router),
}

impl Site {
    /// Who answers the next request.
    pub(super) fn router(&self) -> Router {
        match self {
            Self::Gateway(current) => current.router(),
            Self::Router(router) => router.clone(),
        }
    }

    /// Whose name the next handshake proves; `None` where HTTP is spoken in the clear.
    pub(super) fn certificate(&self) -> Option<Arc<CertifiedKey>> {
        match self {
            Self::Gateway(current) => current.certificate(),
            Self::Router(_) => None,
        }
    }

    /// How many connections may be open.
    pub(super) fn connections_max(&self) -> usize {
        match self {
            Self::Gateway(current) => current.limits().connections,
            Self::Router(_) => ROUTER_CONNECTIONS_MAX,
        }
    }

    /// Where to count.
    pub(super) fn metrics(&self) -> Option<&Metrics> {
        match self {
            Self::Gateway(current) => Some(&current.process().metrics),
            Self::Router(_) => None,
        }
    }
}

/// Connections; one person's browser, or a few that scrape.
const ROUTER_CONNECTIONS_MAX: usize = 256;
