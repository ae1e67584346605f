//! OpenID Connect, in the order of a login.

pub mod authorize;
pub mod callback;
pub mod discovery;
pub(crate) mod end_session;
pub mod exchange;
pub mod id_token;
pub mod identity_providers;
mod issuer;
pub mod jwks;
mod pending;
pub mod refresh;
pub(crate) mod sealed_response;
pub mod signature;
pub mod token;
mod wire;

pub use issuer::Issuer;
