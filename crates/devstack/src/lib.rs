//! The servers that a login needs, in one process, for the demo and tests: an OIDC issuer, Concierges and API servers.
//!
//! [`Stack::start`] starts them on loopback ports from a [`Script`]; dropping the [`Stack`] stops them.
//! Every server has its own [`Clock`], which can be changed while it runs, and misbehaves on request ([`Fault`]).
//! A [`Preset`] combines servers and clock offsets, and [`Stack::serve_control`] lets another process control them.
//! The crate shares no type with the code under test, so that a wrong type cannot hide a mistake on both sides.
//!
//! ```
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! use haulout_devstack::{Fault, Script, Stack};
//!
//! let stack = Stack::start(Script::default()).await?;
//! let dev = stack.cluster("dev").expect("the default script has it");
//! println!("{} signs in for {}", stack.issuer().url(), dev.url());
//!
//! dev.api_clock().set_offset_seconds(4);
//! stack.set_fault(Fault::IssuerDown, true);
//! # Ok::<(), haulout_devstack::StartError>(())
//! # }).unwrap();
//! ```

mod apiserver;
mod clock;
mod cluster;
mod concierge;
mod control;
mod cors;
mod fault;
mod form;
mod issuer;
mod journal;
mod lifetimes;
mod preset;
mod random;
mod record;
mod replica;
mod scenario;
mod script;
mod secret;
mod serve;
mod servers;
mod stack;
mod start_error;
mod status;
mod tls;
mod truncated;

pub use clock::Clock;
pub use cluster::Cluster;
pub use control::Control;
pub use fault::{Fault, UnknownFault};
pub use issuer::{Document, Issuer};
pub use journal::{Entry, Journal, Server, Validity};
pub use lifetimes::Lifetimes;
pub use preset::Preset;
pub use scenario::{Scenario, UnknownScenario};
pub use script::{
    ClientScript, ClusterScript, ExternalIssuer, IdentityProvider, IssuerProfile, Script, User,
};
pub use secret::Secret;
pub use stack::Stack;
pub use start_error::StartError;
