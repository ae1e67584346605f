//! The edge: small adapters between the machine and a browser. It performs; it decides nothing.

pub(crate) mod driver;
#[cfg(feature = "ui")]
pub(crate) mod export;
pub(crate) mod location;
pub(crate) mod random;
#[cfg(feature = "ui")]
pub(crate) mod wake;

mod clock;
mod crypto;
mod fetch;
mod pending_store;
mod timer;

#[cfg(test)]
mod scripted;
