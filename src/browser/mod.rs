//! Adapters between the state machine and its platform: a browser, a worker or Node. They make no decisions.

pub(crate) mod driver;
pub(crate) mod js;
pub(crate) mod random;

mod clock;
mod crypto;
mod fetch;
mod locks;
mod page_events;
mod sign_out_channel;
mod timer;

// Adapters that only the user interface needs.
#[cfg(feature = "ui")]
pub(crate) mod appearance;
#[cfg(feature = "ui")]
pub(crate) mod export;
#[cfg(feature = "ui")]
pub(crate) mod folder;
#[cfg(feature = "ui")]
pub(crate) mod intl;
#[cfg(feature = "ui")]
pub(crate) mod leader;
#[cfg(feature = "ui")]
pub(crate) mod location;
#[cfg(feature = "ui")]
pub(crate) mod notification;
#[cfg(feature = "ui")]
pub(crate) mod pending_store;
#[cfg(feature = "ui")]
pub(crate) mod preferences;
#[cfg(feature = "ui")]
pub(crate) mod tab;

#[cfg(test)]
mod fake_navigator;
#[cfg(test)]
mod fake_picker;
#[cfg(test)]
mod fresh_page;
#[cfg(test)]
mod resource_counters;
#[cfg(test)]
mod stubs;
