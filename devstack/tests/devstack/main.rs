//! The stack as a client meets it: over HTTP, with reqwest and with the real kubectl.

mod clocks;
mod concierge;
mod cors;
mod faults;
mod issuer;
mod kubectl;
mod support;
mod tokens;
