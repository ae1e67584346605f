//! `ReloadableGateway`: the gateway without its socket, for one configuration at a time; `app` is one that never changes.

use std::net::SocketAddr;
use std::sync::Arc;

use arc_swap::ArcSwap;
use axum::Router;
use rustls::sign::CertifiedKey;

use crate::assets::Assets;
use crate::config::{Config, Limits};
use crate::cookies::Cookies;
use crate::draining::Draining;
use crate::guard::Hosts;
use crate::http_client::SharedTls;
use crate::metrics::Metrics;
use crate::page::Documents;
use crate::rate_limits::{ClientAddresses, RateLimits};
use crate::relay::concierge::Clusters;
use crate::relay::issuer::Issuer;
use crate::relay::token::Refreshes;
use crate::routes;
use crate::seal::SealKeys;
use crate::start_error::StartError;
use crate::state::{Gateway, Process};

/// The gateway as it is configured right now; another configuration takes its place at once or not at all.
pub struct ReloadableGateway {
    process: Arc<Process>,
    assets: Arc<Assets>,
    address: Option<SocketAddr>,
    generation: ArcSwap<Generation>,
}

/// What one configuration amounts to.
struct Generation {
    router: Router,
    gateway: Arc<Gateway>,
}

impl ReloadableGateway {
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
            metrics: Arc::new(Metrics::new()),
            rate_limits: Arc::new(RateLimits::new(&config)),
            refreshes: Refreshes::new(),
            draining: Draining::default(),
            own_key,
        });
        let assets = Arc::new(assets);
        let generation =
            ArcSwap::from_pointee(Generation::new(&process, config, &assets, address)?);
        Ok(Arc::new(Self {
            process,
            assets,
            address,
            generation,
        }))
    }

    /// Serves another configuration from the next request on.
    ///
    /// # Errors
    /// [`StartError`] as at the start; what was served before is served on.
    pub fn replace(&self, config: Config) -> Result<(), StartError> {
        let generation = Generation::new(&self.process, config, &self.assets, self.address)?;
        self.process.rate_limits.update(&generation.gateway.config);
        self.generation.store(Arc::new(generation));
        Ok(())
    }

    /// The routes of this moment.
    pub fn router(&self) -> Router {
        self.generation.load().router.clone()
    }

    /// The configuration of this moment, with what it amounts to.
    pub(crate) fn gateway(&self) -> Arc<Gateway> {
        self.generation.load().gateway.clone()
    }

    /// What to show in a handshake of this moment; `None` where somebody else ends TLS.
    pub(crate) fn certificate(&self) -> Option<Arc<CertifiedKey>> {
        self.generation.load().gateway.config.tls.clone()
    }

    /// How much is taken on at this moment.
    pub(crate) fn limits(&self) -> Limits {
        self.generation.load().gateway.config.limits
    }

    /// What outlives all of them.
    pub(crate) fn process(&self) -> &Arc<Process> {
        &self.process
    }
}

impl Generation {
    fn new(
        process: &Arc<Process>,
        config: Config,
        assets: &Arc<Assets>,
        address: Option<SocketAddr>,
    ) -> Result<Self, StartError> {
        if let Some(notice) = config.branding.accent_notice() {
            tracing::info!("{notice}");
        }
        let config = Arc::new(config);
        let mut tls = SharedTls::default();
        let cookies = Arc::new(Cookies::new(&config, &process.own_key));
        let gateway = Gateway {
            process: process.clone(),
            client_addresses: Arc::new(ClientAddresses::new(&config.trusted_proxies)),
            documents: Arc::new(Documents::new(&config)),
            issuer: Arc::new(Issuer::new(&config, &mut tls)?),
            clusters: Arc::new(Clusters::new(&config, &cookies, &mut tls)?),
            hosts: Arc::new(Hosts::of(&config.public, address)),
            assets: assets.clone(),
            cookies,
            config,
        };
        let router = routes::table(&gateway);
        Ok(Self {
            router,
            gateway: Arc::new(gateway),
        })
    }
}

/// The whole gateway as a service, for one configuration.
///
/// # Errors
/// [`StartError`] when a TLS client cannot be built, such as on a system without certificate authorities.
pub fn app(config: Config, assets: Assets) -> Result<Router, StartError> {
    Ok(ReloadableGateway::new(config, assets, None)?.router())
}
