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
pub mod refresh;
pub mod signature;
pub mod token;
mod wire;

pub use issuer::Issuer;
