//! The servers of a scenario, each with a clock of its own. None of them knows a type of the machine's.

pub(crate) mod certificate;
mod concierge;
mod config;
pub(crate) mod gateway;
pub(crate) mod issuer;
mod servers;
pub(crate) mod verifier;
pub(crate) mod wire;

pub(crate) use issuer::IssuerProfile;
pub(crate) use servers::{Servers, cluster_id, config_url, page_url};
