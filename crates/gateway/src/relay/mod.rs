//! What reaches an upstream: requests built from configuration and typed fields, answers rebuilt from typed fields.

mod cache;
pub(crate) mod concierge;
pub(crate) mod issuer;
mod passed;
pub(crate) mod token;
mod upstream;
