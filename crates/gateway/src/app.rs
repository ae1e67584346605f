//! `Current`: the gateway without its socket, for one configuration at a time; `app` is one that never changes.

use std::error::Error;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use arc_swap::ArcSwap;
use axum::Router;
use rustls::sign::CertifiedKey;

use crate::assets::Assets;
use crate::budgets::{Budgets, Callers};
use crate::config::{Config, Limits};
use crate::cookies::Cookies;
use crate::http_client::SharedTls;
use crate::metrics::Metrics;
use crate::page::Documents;
use crate::relay::concierge::Cluster;
use crate::relay::issuer::Issuer;
use crate::relay::token::Refreshes;
use crate::routes;
use crate::seal::SealKeys;

/// What every handler may read; nothing in it changes, but for short-lived caches.
pub(crate) struct Gateway {
    pub(crate) process: Arc<Process>,
    pub(crate) config: Config,
    pub(crate) assets: Arc<Assets>,
    pub(crate) callers: Callers,
    pub(crate) cookies: Cookies,
    pub(crate) documents: Documents,
    pub(crate) issuer: Issuer,
    pub(crate) clusters: Vec<Cluster>,
    /// The values of `Host` that mean this gateway.
    pub(crate) hosts: Vec<String>,
}

/// What outlives a configuration, so that a reload costs nobody a session or a count.
pub(crate) struct Process {
    pub(crate) metrics: Metrics,
    pub(crate) budgets: Budgets,
    pub(crate) refreshes: Refreshes,
    /// Set when it was told to end, so that nobody sends it anything new.
    pub(crate) draining: AtomicBool,
    /// Sealed with where no key is configured; sessions then end with the process.
    pub(crate) own_key: SealKeys,
}

/// The gateway as it is configured right now; another configuration takes its place at once or not at all.
pub struct Current {
    process: Arc<Process>,
    assets: Arc<Assets>,
    address: Option<SocketAddr>,
    serving: ArcSwap<Serving>,
}

/// What one configuration amounts to.
struct Serving {
    router: Router,
    gateway: Arc<Gateway>,
}

impl Current {
    /// A gateway reachable at the configured address, and under its own one too when that is on this machine only.
    ///
    /// # Errors
    /// [`StartError`] when a TLS client cannot be built, such as on a system without certificate authorities.
    pub fn new(
        config: Config,
        assets: Assets,
        address: Option<SocketAddr>,
    ) -> Result<Arc<Self>, StartError> {
        let own_key =
            SealKeys::random().map_err(|error| StartError::new("no random numbers", error))?;
        let process = Arc::new(Process {
            metrics: Metrics::new(),
            budgets: Budgets::new(&config),
            refreshes: Refreshes::new(),
            draining: AtomicBool::new(false),
            own_key,
        });
        let assets = Arc::new(assets);
        let serving = ArcSwap::from_pointee(Serving::new(&process, config, &assets, address)?);
        Ok(Arc::new(Self {
            process,
            assets,
            address,
            serving,
        }))
    }

    /// Serves another configuration from the next request on.
    ///
    /// # Errors
    /// [`StartError`] as at the start; what was served before is served on.
    pub fn replace(&self, config: Config) -> Result<(), StartError> {
        let serving = Serving::new(&self.process, config, &self.assets, self.address)?;
        self.process.budgets.adopt(&serving.gateway.config);
        self.serving.store(Arc::new(serving));
        Ok(())
    }

    /// The routes of this moment.
    pub fn router(&self) -> Router {
        self.serving.load().router.clone()
    }

    /// The configuration of this moment, with what it amounts to.
    pub(crate) fn gateway(&self) -> Arc<Gateway> {
        self.serving.load().gateway.clone()
    }

    /// What to show in a handshake of this moment; `None` where somebody else ends TLS.
    pub(crate) fn certificate(&self) -> Option<Arc<CertifiedKey>> {
        self.serving.load().gateway.config.tls.clone()
    }

    /// How much is taken on at this moment.
    pub(crate) fn limits(&self) -> Limits {
        self.serving.load().gateway.config.limits
    }

    /// What outlives all of them.
    pub(crate) fn process(&self) -> &Arc<Process> {
        &self.process
    }
}

impl Serving {
    fn new(
        process: &Arc<Process>,
        config: Config,
        assets: &Arc<Assets>,
        address: Option<SocketAddr>,
    ) -> Result<Self, StartError> {
        if let Some(remark) = config.branding.remark() {
            tracing::info!("{remark}");
        }
        let mut hosts = config.public.hosts();
        hosts.extend(
            address
                .filter(|address| address.ip().is_loopback())
                .map(|address| address.to_string()),
        );
        let mut tls = SharedTls::default();
        let clusters = config.clusters.iter();
        let clusters: Result<_, _> = clusters
            .map(|cluster| Cluster::new(cluster, &mut tls))
            .collect();
        let gateway = Arc::new(Gateway {
            process: process.clone(),
            callers: Callers::new(&config.trusted_proxies),
            cookies: Cookies::new(&config, &process.own_key),
            documents: Documents::new(&config),
            issuer: Issuer::new(&config, &mut tls)?,
            clusters: clusters?,
            hosts,
            assets: assets.clone(),
            config,
        });
        let router = routes::table(&gateway);
        Ok(Self { router, gateway })
    }
}

/// The whole gateway as a service, for one configuration.
///
/// # Errors
/// [`StartError`] when a TLS client cannot be built, such as on a system without certificate authorities.
pub fn app(config: Config, assets: Assets) -> Result<Router, StartError> {
    Ok(Current::new(config, assets, None)?.router())
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
