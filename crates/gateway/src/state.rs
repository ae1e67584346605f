//! The state of the handlers, which extract only the parts they need.

use std::sync::Arc;

use axum::extract::FromRef;

use crate::assets::Assets;
use crate::config::Config;
use crate::cookies::Cookies;
use crate::draining::Draining;
use crate::guard::Hosts;
use crate::metrics::Metrics;
use crate::page::Documents;
use crate::rate_limits::{ClientAddresses, RateLimits};
use crate::relay::concierge::Clusters;
use crate::relay::issuer::Issuer;
use crate::relay::token::{Redemptions, Refreshes, TokenEndpoint};
use crate::seal::SealKeys;
use crate::start_page::{LatestDocuments, StartPageState, StartPages};

/// Everything that one configuration determines; immutable except for short-lived caches. Clones share it.
#[derive(Clone)]
pub(crate) struct Gateway {
    pub(crate) process: Arc<Process>,
    pub(crate) config: Arc<Config>,
    pub(crate) assets: Arc<Assets>,
    pub(crate) client_addresses: Arc<ClientAddresses>,
    pub(crate) cookies: Arc<Cookies>,
    pub(crate) documents: Arc<Documents>,
    pub(crate) issuer: Arc<Issuer>,
    pub(crate) clusters: Arc<Clusters>,
    pub(crate) hosts: Arc<Hosts>,
    pub(crate) start_pages: Arc<StartPages>,
    pub(crate) issuer_documents: LatestDocuments,
}

/// The parts that outlive a configuration, so a reload ends no session and resets no counter.
pub(crate) struct Process {
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) rate_limits: Arc<RateLimits>,
    pub(crate) redemptions: Redemptions,
    pub(crate) refreshes: Refreshes,
    pub(crate) draining: Draining,
    /// The key if none is configured; sessions then end with the process.
    pub(crate) own_key: SealKeys,
}

macro_rules! parts {
    ($($part:ty => $($field:ident).+;)*) => {
        $(impl FromRef<Gateway> for $part {
            fn from_ref(gateway: &Gateway) -> Self {
                gateway.$($field).+.clone()
            }
        })*
    };
}

parts! {
    Arc<Config> => config;
    Arc<Assets> => assets;
    Arc<ClientAddresses> => client_addresses;
    Arc<Cookies> => cookies;
    Arc<Documents> => documents;
    Arc<Issuer> => issuer;
    Arc<Clusters> => clusters;
    Arc<Hosts> => hosts;
    Arc<Metrics> => process.metrics;
    Arc<RateLimits> => process.rate_limits;
    Redemptions => process.redemptions;
    Refreshes => process.refreshes;
    Draining => process.draining;
}

impl FromRef<Gateway> for TokenEndpoint {
    fn from_ref(gateway: &Gateway) -> Self {
        Self {
            config: gateway.config.clone(),
            issuer: gateway.issuer.clone(),
            cookies: gateway.cookies.clone(),
            documents: gateway.documents.clone(),
            redemptions: gateway.process.redemptions.clone(),
            refreshes: gateway.process.refreshes.clone(),
        }
    }
}

impl FromRef<Gateway> for StartPageState {
    fn from_ref(gateway: &Gateway) -> Self {
        Self {
            config: gateway.config.clone(),
            assets: gateway.assets.clone(),
            cookies: gateway.cookies.clone(),
            documents: gateway.documents.clone(),
            issuer_documents: gateway.issuer_documents.clone(),
            pages: gateway.start_pages.clone(),
        }
    }
}
