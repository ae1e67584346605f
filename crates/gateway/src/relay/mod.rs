//! What reaches an upstream: requests built from configuration and typed fields, answers rebuilt from typed fields.

mod cache;
pub(crate) mod concierge;
mod forwarded_headers;
pub(crate) mod issuer;
pub(crate) mod token;
mod upstream;
