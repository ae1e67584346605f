//! The protocol engine as a user, an issuer and a Concierge meet it: whole logins in virtual time.

#![cfg(not(target_arch = "wasm32"))]

// `cfg(test)` is always on here; it tells clippy that helpers are test code too.
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
