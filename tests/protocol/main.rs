//! Tests of the protocol engine with simulated users, issuers and Concierges: whole logins in virtual time.

#![cfg(not(target_arch = "wasm32"))]

// `cfg(test)` is always set here; it tells clippy that helpers are test code too.
#[cfg(test)]
mod codes;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod journeys;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod world;
