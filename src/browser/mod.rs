//! The edge: small adapters between the machine and a browser, a worker or Node. It performs; it decides nothing.

#[cfg(feature = "ui")]
pub(crate) mod appearance;
pub(crate) mod driver;
#[cfg(feature = "ui")]
pub(crate) mod export;
#[cfg(feature = "portal")]
pub(crate) mod folder;
#[cfg(feature = "ui")]
pub(crate) mod intl;
#[cfg(feature = "portal")]
pub(crate) mod leader;
#[cfg(feature = "portal")]
pub(crate) mod location;
#[cfg(feature = "portal")]
pub(crate) mod notification;
#[cfg(feature = "portal")]
pub(crate) mod pending_store;
#[cfg(feature = "portal")]
pub(crate) mod preferences;
pub(crate) mod random;
#[cfg(feature = "portal")]
pub(crate) mod tab;

mod clock;
mod crypto;
mod fetch;
pub(crate) mod js;
mod locks;
mod timer;
mod wake;

#[cfg(test)]
mod fresh_page;
#[cfg(test)]
mod navigator;
#[cfg(test)]
mod picked;
#[cfg(test)]
mod scripted;
#[cfg(test)]
mod watched;
