//! The stack as a client meets it: over HTTP, with reqwest and with the real kubectl.

#![expect(
    clippy::unwrap_used,
    reason = "clippy knows the tests but not the functions they share"
)]

mod clocks;
mod concierge;
mod cors;
mod exchange;
mod faults;
mod issuer;
mod kubectl;
mod support;
mod tokens;
