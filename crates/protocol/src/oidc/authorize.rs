//! The authorization request of the page and of the gateway (RFC 6749 §4.1.1, RFC 7636).

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::discovery::Provider;
use super::identity_providers::IdentityProvider;
use super::wire::{self, Form};
use crate::config::Config;
use crate::entropy::LoginValues;
use crate::url::HttpsUrl;

pub use super::pending::PendingLogin;

/// Whether the issuer may prompt the user.
pub enum Prompt {
    /// It may, with one of a Supervisor's identity providers if one was chosen.
    User(Option<IdentityProvider>),
    /// It may not: `prompt=none` (OpenID Connect Core §3.1.2.1).
    None,
}

/// What an authorization request consists of, apart from the values of one login.
pub struct AuthorizationRequest<'a> {
    /// The issuer's authorization endpoint.
    pub endpoint: &'a HttpsUrl,
    /// Our client id.
    pub client_id: &'a str,
    /// Where the issuer redirects to.
    pub redirect_uri: &'a HttpsUrl,
    /// Sorted, as Pinniped sends them.
    pub scopes: &'a [String],
    /// Whether the issuer may prompt the user.
    pub prompt: &'a Prompt,
    /// Further names and values, as the operator configured them.
    pub parameters: &'a [(String, String)],
}

impl AuthorizationRequest<'_> {
    /// The URL that the browser navigates to. It contains the verifier's S256 challenge, not the verifier.
    #[must_use]
    pub fn url(&self, values: &LoginValues) -> String {
        let mut extra = vec![("nonce", values.nonce.as_str())];
        match self.prompt {
            Prompt::User(None) => {}
            Prompt::User(Some(IdentityProvider { name, kind })) => extra.extend([
                ("pinniped_idp_name", name.as_str()),
                ("pinniped_idp_type", kind.as_str()),
            ]),
            Prompt::None => extra.push(("prompt", "none")),
        }
        // Only one `prompt` is allowed, and a silent request needs its own.
        let is_free = |name: &str| name != "prompt" || !matches!(self.prompt, Prompt::None);
        let further = self.parameters.iter().filter(|(name, _)| is_free(name));
        extra.extend(further.map(|(name, value)| (name.as_str(), value.as_str())));
        wire::authorization_url(self, values, &extra)
    }
}

/// Builds the authorization URL of a page that keeps its tokens, and the login to store until the browser returns.
pub(crate) fn build(
    config: &Config,
    provider: &Provider,
    values: LoginValues,
    prompt: &Prompt,
) -> (String, PendingLogin) {
    let request = AuthorizationRequest {
        endpoint: &provider.authorization_endpoint,
        client_id: &config.issuer.client_id,
        redirect_uri: &config.redirect_uri,
        scopes: &config.issuer.scopes,
        prompt,
        parameters: &config.issuer.authorization_parameters,
    };
    let url = request.url(&values);
    let issuer = config.issuer.issuer.as_str().to_owned();
    let silently = matches!(prompt, Prompt::None);
    (url, PendingLogin::of_page(issuer, values, silently))
}

/// The form for the gateway's `POST /session/start`, which returns the URL of an authorization request.
pub(crate) fn start_form(identity_provider: Option<&str>, silently: bool) -> Form {
    let identity_provider = identity_provider.map(|name| ("identity_provider", name));
    let silent = silently.then_some(("silent", "true"));
    let fields: Vec<_> = identity_provider.into_iter().chain(silent).collect();
    wire::form(&fields)
}
