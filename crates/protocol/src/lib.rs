//! Haulout's protocol engine: a deterministic state machine that gets the time as an input and never reads a clock.
//!
//! [`Machine`] takes an [`input::Input`] and the time, and produces [`output::Output`]s. The other modules are its
//! parts: OpenID Connect in [`oidc`], Pinniped's Concierge in [`concierge`], the kubeconfig export in [`kubeconfig`],
//! and small types that keep instants, secrets and validated values apart.

#![no_std]

extern crate alloc;

pub mod activity;
pub mod address_space;
pub mod branding;
pub mod clocks;
pub mod code;
pub mod concierge;
pub mod config;
pub mod countdown;
pub mod entropy;
pub mod error;
pub mod event;
pub mod http;
pub mod input;
pub mod json;
pub mod kubeconfig;
pub mod live_folder;
mod machine;
pub mod oidc;
pub mod output;
pub mod refusal;
pub mod schedule;
pub mod secret;
pub mod text;
pub mod time;
pub mod url;

pub use code::Code;
pub use error::Error;
pub use machine::{Machine, Policy, snapshot};
