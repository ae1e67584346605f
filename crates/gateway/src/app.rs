//! `ReloadableGateway`: the gateway without its socket, whose configuration can be replaced; `app` has a fixed one.

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
use crate::relay::token::{Redemptions, Refreshes};
use crate::routes;
use crate::seal::SealKeys;
use crate::start_error::StartError;
use crate::start_page::LatestDocuments;
use crate::state::{Gateway, Process};

/// The gateway in its current configuration, which is replaced as a whole.
pub struct ReloadableGateway {
    process: Arc<Process>,
    assets: Arc<Assets>,
    address: Option<SocketAddr>,
    generation: ArcSwap<Generation>,
}

/// The parts that one configuration determines.
struct Generation {
    router: Router,
    gateway: Arc<Gateway>,
}

impl ReloadableGateway {
    /// A gateway for the configured URL. If `address` is a loopback address, it is accepted as `Host`, too.
    ///
    /// # Errors
    /// [`StartError`] if a TLS client cannot be built, for example on a system without certificate authorities.
    pub fn new(
        config: Config,
        assets: Assets,
        address: Option<SocketAddr>,
    ) -> Result<Arc<Self>, StartError> {
        let own_key = SealKeys::random()
            .map_err(|error| StartError::new("cannot generate random numbers", error))?;
        let process = Arc::new(Process {
            metrics: Arc::new(Metrics::new(&config)),
            rate_limits: Arc::new(RateLimits::new(&config)),
            redemptions: Redemptions::new(),
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

    /// Replaces the configuration; it applies from the next request.
    ///
    /// # Errors
    /// [`StartError`] as at the start; the previous configuration stays in effect.
    pub fn replace(&self, config: Config) -> Result<(), StartError> {
        let generation = Generation::new(&self.process, config, &self.assets, self.address)?;
        self.process.rate_limits.update(&generation.gateway.config);
        self.process.metrics.configured(&generation.gateway.config);
        self.generation.store(Arc::new(generation));
        Ok(())
    }

    /// Makes readiness probes fail from now on, so that load balancers send no more connections.
    pub fn begin_draining(&self) {
        self.process.draining.begin();
    }

    /// The current routes.
    pub fn router(&self) -> Router {
        self.generation.load().router.clone()
    }

    /// The current configuration, with everything it determines.
    pub(crate) fn gateway(&self) -> Arc<Gateway> {
        self.generation.load().gateway.clone()
    }

    /// The certificate for the next handshake; `None` if TLS is terminated elsewhere.
    pub(crate) fn certificate(&self) -> Option<Arc<CertifiedKey>> {
        self.generation.load().gateway.config.tls.clone()
    }

    /// The current limits.
    pub(crate) fn limits(&self) -> Limits {
        self.generation.load().gateway.config.limits
    }

    /// The parts that outlive a configuration.
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
        let issuer = Arc::new(Issuer::new(&config, &mut tls)?);
        let gateway = Gateway {
            process: process.clone(),
            client_addresses: Arc::new(ClientAddresses::new(&config.trusted_proxies)),
            documents: Arc::new(Documents::new(&config)),
            start_pages: Arc::default(),
            issuer_documents: LatestDocuments::new(&issuer),
            issuer,
            clusters: Arc::new(Clusters::new(&config, &cookies, &mut tls)?),
            hosts: Arc::new(Hosts::of(&config.public, address)),
            assets: assets.clone(),
            cookies,
            config,
        };
        let router = routes::router(&gateway);
        Ok(Self {
            router,
            gateway: Arc::new(gateway),
        })
    }
}

/// The whole gateway as a service, with a fixed configuration.
///
/// # Errors
/// [`StartError`] if a TLS client cannot be built, for example on a system without certificate authorities.
pub fn app(config: Config, assets: Assets) -> Result<Router, StartError> {
    Ok(ReloadableGateway::new(config, assets, None)?.router())
}
