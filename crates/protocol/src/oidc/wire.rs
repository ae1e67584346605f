//! Requests to the issuer, as bytes; the only module that uses the `oauth2` crate.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cell::Cell;
use core::error;
use core::fmt;

use oauth2::basic::{BasicClient, BasicErrorResponseType};
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, CsrfToken, HttpRequest, HttpResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RefreshToken, Scope, SyncHttpClient, TokenUrl,
};
use serde::Deserialize as _;
use serde::de::value::{Error as ValueError, StrDeserializer};
use url::form_urlencoded::Serializer;

use super::discovery::Provider;
use crate::config::Config;
use crate::error::{Refusal, RefusalKind};
use crate::secret::Secret;
use crate::text::ServerText;

/// The part of the PKCE verifier that the issuer sees (RFC 7636 §4.2).
pub(super) enum Challenge {
    /// The challenge of our own verifier.
    Own(PkceCodeChallenge),
    /// The S256 challenge of a verifier that the gateway keeps.
    Gateway(String),
}

impl Challenge {
    /// The S256 challenge of `verifier`.
    pub(super) fn of(verifier: &Secret<String>) -> Self {
        let verifier = PkceCodeVerifier::new(verifier.secret().clone());
        Self::Own(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
    }
}

/// The authorization URL with our own `state` and `extra` parameters (RFC 6749 §4.1.1).
pub(super) fn authorization_url(
    config: &Config,
    provider: &Provider,
    state: &str,
    challenge: Challenge,
    extra: &[(&str, &str)],
) -> String {
    let client = BasicClient::new(ClientId::new(config.issuer.client_id.clone()))
        .set_auth_uri(AuthUrl::from_url(provider.authorization_endpoint.to_url()))
        .set_redirect_uri(redirect_url(config));
    let scopes = config.issuer.scopes.iter().cloned().map(Scope::new);
    let request = client
        .authorize_url(|| CsrfToken::new(state.to_owned()))
        .add_scopes(scopes);
    let mut request = match challenge {
        Challenge::Own(challenge) => request.set_pkce_challenge(challenge),
        // The crate can only build challenges from verifiers.
        Challenge::Gateway(challenge) => request
            .add_extra_param("code_challenge", challenge)
            .add_extra_param("code_challenge_method", "S256"),
    };
    for (name, value) in extra {
        request = request.add_extra_param(*name, *value);
    }
    request.url().0.to_string()
}

/// The form that redeems a code (RFC 6749 §4.1.3). In `sealed` mode it contains `state`, because the gateway has the
/// verifier.
pub(super) fn code_form(
    config: &Config,
    code: &Secret<String>,
    verifier: Option<&Secret<String>>,
    state: Option<&str>,
) -> Form {
    let client = BasicClient::new(ClientId::new(config.issuer.client_id.clone()))
        .set_token_uri(token_url())
        .set_redirect_uri(redirect_url(config));
    let mut request = client.exchange_code(AuthorizationCode::new(code.secret().clone()));
    if let Some(verifier) = verifier {
        request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier.secret().clone()));
    }
    if let Some(state) = state {
        request = request.add_extra_param("state", state);
    }
    let sender = FormRecorder::default();
    let _unsent = request.request(&sender);
    sender.form()
}

/// The form that redeems a refresh token (RFC 6749 §6), without `scope`, which keeps the granted ones.
pub(super) fn refresh_form(config: &Config, token: &Secret<String>) -> Form {
    let client =
        BasicClient::new(ClientId::new(config.issuer.client_id.clone())).set_token_uri(token_url());
    let token = RefreshToken::new(token.secret().clone());
    let sender = FormRecorder::default();
    let _unsent = client.exchange_refresh_token(&token).request(&sender);
    sender.form()
}

/// The body of a form to post. **Secret.**
pub(super) type Form = Secret<Vec<u8>>;

/// Keeps the form that the crate would send, because the edge does the sending.
#[derive(Default)]
struct FormRecorder(Cell<Vec<u8>>);

impl FormRecorder {
    fn form(self) -> Form {
        Secret::new(self.0.into_inner())
    }
}

impl SyncHttpClient for FormRecorder {
    type Error = NotSent;

    // When inlined, the compiler sees that there is never a response, and omits the crate's response parser: 20 kB.
    #[inline(always)]
    fn call(&self, request: HttpRequest) -> Result<HttpResponse, NotSent> {
        self.0.set(request.into_body());
        Err(NotSent)
    }
}

/// The error that the crate gets instead of a response.
#[derive(Debug)]
struct NotSent;

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the request is sent by the edge")
    }
}

impl error::Error for NotSent {}

/// Encodes a form for which the crate has no request (RFC 6749 appendix B).
pub(super) fn form(pairs: &[(&str, &str)]) -> Form {
    let mut form = Serializer::new(String::new());
    form.extend_pairs(pairs);
    Secret::new(form.finish().into_bytes())
}

/// A placeholder: only the body is used, and the machine knows the URL.
fn token_url() -> TokenUrl {
    TokenUrl::new("https://token.invalid/".to_owned())
        .unwrap_or_else(|_| unreachable!("this is a URL"))
}

/// The redirect URI exactly as configured, because issuers compare it byte for byte.
fn redirect_url(config: &Config) -> RedirectUrl {
    RedirectUrl::new(config.redirect_uri.as_str().to_owned())
        .unwrap_or_else(|_| unreachable!("`HttpsUrl` only holds text that parses as a URL"))
}

impl Refusal {
    /// Classifies an `error` (RFC 6749 §4.1.2.1, §5.2, OpenID Connect Core §3.1.2.6).
    #[must_use]
    pub fn new(error: &str, description: &str) -> Self {
        let code = BasicErrorResponseType::deserialize(StrDeserializer::<ValueError>::new(error));
        let kind = match code {
            Ok(
                BasicErrorResponseType::InvalidClient
                | BasicErrorResponseType::InvalidRequest
                | BasicErrorResponseType::InvalidScope
                | BasicErrorResponseType::UnauthorizedClient
                | BasicErrorResponseType::UnsupportedGrantType,
            ) => RefusalKind::Client,
            Ok(BasicErrorResponseType::Extension(code)) => match code.as_str() {
                "access_denied" => RefusalKind::AccessDenied,
                "account_selection_required"
                | "consent_required"
                | "interaction_required"
                | "login_required" => RefusalKind::Prompt,
                "server_error" | "slow_down" | "temporarily_unavailable" => RefusalKind::Temporary,
                _ => RefusalKind::Other,
            },
            Ok(BasicErrorResponseType::InvalidGrant) | Err(_) => RefusalKind::Other,
        };
        Self {
            error: ServerText::new(error),
            description: ServerText::new(description),
            kind,
        }
    }
}

#[cfg(test)]
mod tests;
