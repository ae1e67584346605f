//! The relay: requests to upstreams are built from the configuration and typed fields, responses from typed fields.

mod cache;
mod circuit_breaker;
pub(crate) mod concierge;
mod forwarded_headers;
pub(crate) mod issuer;
pub(crate) mod token;
pub(crate) mod upstream;
