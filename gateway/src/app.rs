//! `app(Config, Assets) -> Router`: everything of the gateway that can be tested without a socket.

use std::error::Error;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;

use crate::assets::Assets;
use crate::config::Config;
use crate::cookies::Cookies;
use crate::page::Documents;
use crate::relay::concierge::Cluster;
use crate::relay::issuer::Issuer;
use crate::routes;

/// What every handler may read; nothing in it changes, but for short-lived caches.
pub(crate) struct Gateway {
    pub(crate) config: Config,
    pub(crate) assets: Assets,
    pub(crate) cookies: Cookies,
    pub(crate) documents: Documents,
    pub(crate) issuer: Issuer,
    pub(crate) clusters: Vec<Cluster>,
    /// The values of `Host` that mean this gateway.
    pub(crate) hosts: Vec<String>,
}

/// The whole gateway as a service.
///
/// # Errors
/// [`StartError`] when a TLS client cannot be built, such as on a system without certificate authorities.
pub fn app(config: Config, assets: Assets) -> Result<Router, StartError> {
    app_listening_on(config, assets, None)
}

/// The same, reachable under its own address too when that is on this machine only.
pub(crate) fn app_listening_on(
    config: Config,
    assets: Assets,
    address: Option<SocketAddr>,
) -> Result<Router, StartError> {
    let mut hosts = config.public.hosts();
    hosts.extend(
        address
            .filter(|address| address.ip().is_loopback())
            .map(|address| address.to_string()),
    );
    let clusters: Result<_, _> = config.clusters.iter().map(Cluster::new).collect();
    let gateway = Gateway {
        cookies: Cookies::new(&config),
        documents: Documents::new(&config)?,
        issuer: Issuer::new(&config)?,
        clusters: clusters?,
        hosts,
        assets,
        config,
    };
    Ok(routes::table(&Arc::new(gateway)))
}

/// Why the gateway could not start, or stopped.
#[derive(Debug)]
pub struct StartError {
    what: String,
    cause: Box<dyn Error + Send + Sync>,
}

impl StartError {
    pub(crate) fn new(
        what: impl Into<String>,
        cause: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self {
            what: what.into(),
            cause: cause.into(),
        }
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl Error for StartError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.cause.as_ref())
    }
}
