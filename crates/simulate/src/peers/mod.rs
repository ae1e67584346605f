//! The servers of a scenario, each with its own clock. They share no type with the machine.

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
