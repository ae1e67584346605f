//! The protocol engine as a user, an issuer and a Concierge meet it: whole logins in virtual time.

#![cfg(not(target_arch = "wasm32"))]

mod codes;
mod conformance;
mod journeys;
mod properties;
mod world;
