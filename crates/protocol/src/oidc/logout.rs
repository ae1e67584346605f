//! Session end at the issuer, where it offers one (OpenID Connect RP-Initiated Logout §2).

use alloc::string::{String, ToString};

use super::discovery::Provider;
use crate::config::Config;

/// The URL at which a person can end the session with the issuer as well.
///
/// It carries our client id and no ID token: the URL is shown, and shown things are copied.
pub(crate) fn end_session_url(config: &Config, provider: &Provider) -> Option<String> {
    let mut url = provider.end_session_endpoint.as_ref()?.to_url();
    url.query_pairs_mut()
        .append_pair("client_id", &config.issuer.client_id);
    Some(url.to_string())
}
