//! The state of the token endpoint.

use std::sync::Arc;

use super::redemptions::Redemptions;
use super::refreshes::Refreshes;
use crate::config::Config;
use crate::cookies::Cookies;
use crate::page::Documents;
use crate::relay::issuer::Issuer;

/// Clones share everything.
#[derive(Clone)]
pub(crate) struct TokenEndpoint {
    pub(crate) config: Arc<Config>,
    pub(crate) issuer: Arc<Issuer>,
    pub(crate) cookies: Arc<Cookies>,
    pub(crate) documents: Arc<Documents>,
    pub(crate) redemptions: Redemptions,
    pub(crate) refreshes: Refreshes,
}
