//! Tests the stack over HTTP, with reqwest and with the real kubectl.

#![expect(
    clippy::unwrap_used,
    reason = "clippy knows the tests but not the functions they share"
)]

mod clocks;
mod concierge;
mod concierge_faults;
mod control;
mod cors;
mod dex;
mod exchange;
mod faults;
mod https;
mod issuer;
mod journal;
mod kubectl;
mod presets;
mod replicas;
mod support;
mod token_faults;
mod tokens;
mod vault;
