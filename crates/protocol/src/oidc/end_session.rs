//! The sign-out at the issuer, and the return from it (OpenID Connect RP-Initiated Logout 1.0).

use alloc::borrow::ToOwned;
use alloc::string::String;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::pending::{PendingKind, PendingLogin};
use crate::config::Config;
use crate::schedule::SignInPace;
use crate::secret::Secret;
use crate::url::HttpsUrl;

/// A session that also ends at the issuer, which sends the browser back.
pub(crate) struct EndSessionRequest {
    id_token: Secret<String>,
    redirect_uri: HttpsUrl,
    issuer: String,
}

impl EndSessionRequest {
    /// None unless the operator has registered the redirect URI for it, because issuers refuse other ones.
    pub(crate) fn new(config: &Config, id_token: &Secret<String>) -> Option<Self> {
        config.issuer.post_logout_redirect.then(|| Self {
            id_token: id_token.duplicate(),
            redirect_uri: config.redirect_uri.clone(),
            issuer: config.issuer.issuer.as_str().to_owned(),
        })
    }

    /// Adds the parameters of §2 to the issuer's URL. Returns the URL, and what to store until the browser returns.
    pub(crate) fn build(&self, endpoint: &HttpsUrl) -> (Secret<String>, PendingLogin) {
        // Only the issuer has the same token, so the value cannot be guessed.
        let state = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(self.id_token.secret()));
        let mut url = endpoint.to_url();
        url.query_pairs_mut()
            .append_pair("id_token_hint", self.id_token.secret())
            .append_pair("post_logout_redirect_uri", self.redirect_uri.as_str())
            .append_pair("state", &state);
        let pending = PendingLogin {
            issuer: self.issuer.clone(),
            kind: PendingKind::SignOut(state),
            silently: false,
            pace: SignInPace::default(),
        };
        (Secret::new(url.into()), pending)
    }
}
