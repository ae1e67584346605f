//! The Concierge's API: requests and credentials.

pub mod certificate;
mod credential;
mod der;
pub mod pem;
pub mod private_key;
pub(crate) mod request;

pub use certificate::CertificateError;
pub use credential::Credential;
pub use private_key::PrivateKeyError;
pub use request::{
    ClusterCredential, TokenCredentialRequest, TokenCredentialRequestStatus, request_path,
};
