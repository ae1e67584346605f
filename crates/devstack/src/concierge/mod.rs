//! The Concierge: exchanges a JWT for a short-lived client certificate.

mod authority;
mod certificate;
mod document;
mod identity;
mod jwks;
mod request;
mod verifier;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::post;

pub(crate) use authority::{Authority, ServingCertificate, rfc3339};
pub(crate) use identity::Identity;
pub(crate) use verifier::Verifier;

use crate::fault::Faults;
use crate::lifetimes::Lifetimes;

/// The state of the endpoint.
pub(crate) struct Concierge {
    pub(crate) authenticator: String,
    pub(crate) suffix: String,
    pub(crate) verifier: Verifier,
    pub(crate) authority: Arc<Authority>,
    pub(crate) lifetimes: Lifetimes,
    pub(crate) faults: Faults,
    pub(crate) slowness: Duration,
}

impl Concierge {
    /// The API group of the requests.
    fn login_group(&self) -> String {
        format!("login.concierge.{}", self.suffix)
    }

    /// The API group of the authenticators.
    fn authentication_group(&self) -> String {
        format!("authentication.concierge.{}", self.suffix)
    }

    pub(crate) fn routes(self: Arc<Self>) -> Router {
        let path = format!(
            "/apis/{}/v1alpha1/tokencredentialrequests",
            self.login_group()
        );
        Router::new()
            .route(&path, post(request::create))
            .with_state(self)
    }
}
