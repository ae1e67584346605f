//! The one place that knows the `oauth2` crate: requests are captured from it, answers parsed into its types.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cell::RefCell;
use core::fmt;

use oauth2::basic::{BasicClient, BasicTokenType};
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, CsrfToken, ExtraTokenFields, HttpRequest, HttpResponse,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken, Scope, StandardTokenResponse,
    TokenResponse as _, TokenUrl,
};
use serde::{Deserialize, Serialize};

use super::discovery::Provider;
use crate::config::Config;
use crate::json;
use crate::secret::Secret;

/// The S256 challenge of a verifier (RFC 7636 §4.2).
pub(super) fn s256_challenge(verifier: &Secret<String>) -> String {
    let verifier = PkceCodeVerifier::new(verifier.secret().clone());
    PkceCodeChallenge::from_code_verifier_sha256(&verifier)
        .as_str()
        .to_owned()
}

/// The authorization URL with our own `state` and `extra` parameters (RFC 6749 §4.1.1).
pub(super) fn authorization_url(
    config: &Config,
    provider: &Provider,
    state: &str,
    extra: &[(&str, &str)],
) -> String {
    let client = BasicClient::new(ClientId::new(config.issuer.client_id.clone()))
        .set_auth_uri(AuthUrl::from_url(provider.authorization_endpoint.to_url()))
        .set_redirect_uri(redirect_url(config));
    let scopes = config.issuer.scopes.iter().cloned().map(Scope::new);
    let mut request = client
        .authorize_url(|| CsrfToken::new(state.to_owned()))
        .add_scopes(scopes);
    for (name, value) in extra {
        request = request.add_extra_param(*name, *value);
    }
    request.url().0.to_string()
}

/// The form that redeems a code (RFC 6749 §4.1.3). `state` goes along in `sealed` mode, where the gateway has the verifier.
pub(super) fn code_form(
    config: &Config,
    provider: &Provider,
    code: &Secret<String>,
    verifier: Option<&Secret<String>>,
    state: Option<&str>,
) -> Form {
    let client = BasicClient::new(ClientId::new(config.issuer.client_id.clone()))
        .set_token_uri(TokenUrl::from_url(provider.token_endpoint.to_url()))
        .set_redirect_uri(redirect_url(config));
    let mut request = client.exchange_code(AuthorizationCode::new(code.secret().clone()));
    if let Some(verifier) = verifier {
        request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier.secret().clone()));
    }
    if let Some(state) = state {
        request = request.add_extra_param("state", state.to_owned());
    }
    capture(|client| drop(request.request(&client)))
}

/// The form that redeems a refresh token (RFC 6749 §6), without `scope`: the granted ones stay.
pub(super) fn refresh_form(config: &Config, provider: &Provider, token: &Secret<String>) -> Form {
    let token = RefreshToken::new(token.secret().clone());
    let client = BasicClient::new(ClientId::new(config.issuer.client_id.clone()))
        .set_token_uri(TokenUrl::from_url(provider.token_endpoint.to_url()));
    capture(|http| drop(client.exchange_refresh_token(&token).request(&http)))
}

/// The body of a form, ready to be posted. **Secret.**
pub(super) type Form = Secret<Vec<u8>>;

/// Lets `build` make its request, keeps the body, and answers it with an error that nobody reads.
fn capture(build: impl FnOnce(&Capture<'_>)) -> Form {
    let body = RefCell::new(Vec::new());
    build(&|request: HttpRequest| {
        *body.borrow_mut() = request.into_body();
        Err(Captured)
    });
    Secret::new(body.into_inner())
}

/// A client that performs nothing.
type Capture<'a> = dyn Fn(HttpRequest) -> Result<HttpResponse, Captured> + 'a;

#[derive(Debug)]
struct Captured;

impl fmt::Display for Captured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("captured")
    }
}

impl core::error::Error for Captured {}

/// The redirect URI exactly as configured, because issuers compare it byte for byte.
fn redirect_url(config: &Config) -> RedirectUrl {
    RedirectUrl::new(config.redirect_uri.as_str().to_owned())
        .expect("`HttpsUrl` only holds text that parses as a URL")
}

/// A token answer, whatever it answers (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3, RFC 8693 §2.2.1).
pub(super) struct Answer {
    pub(super) access_token: Secret<String>,
    pub(super) token_type: String,
    pub(super) issued_token_type: Option<String>,
    pub(super) expires_in: Option<u64>,
    pub(super) refresh_token: Option<Secret<String>>,
    pub(super) id_token: Option<Secret<String>>,
}

/// Reads a token answer. Its parser's own error would carry the body, so there is none to look at.
pub(super) fn parse(body: &[u8]) -> Option<Answer> {
    let mut value: serde_json::Value = json::from_slice(body).ok()?;
    normalise_expires_in(&mut value);
    let parsed: StandardTokenResponse<Extra, BasicTokenType> =
        serde_json::from_value(value).ok()?;
    let extra = parsed.extra_fields();
    Some(Answer {
        access_token: Secret::new(parsed.access_token().secret().clone()),
        token_type: parsed.token_type().as_ref().to_owned(),
        issued_token_type: extra.issued_token_type.clone(),
        expires_in: parsed.expires_in().map(|duration| duration.as_secs()),
        refresh_token: parsed
            .refresh_token()
            .map(|token| Secret::new(token.secret().clone())),
        id_token: extra.id_token.clone().map(Secret::new),
    })
}

/// Some issuers send `expires_in` as a string, some as a fraction, some not at all; all three are understood.
fn normalise_expires_in(answer: &mut serde_json::Value) {
    let Some(field) = answer.get_mut("expires_in") else {
        return;
    };
    let seconds = if let Some(text) = field.as_str() {
        text.parse().ok()
    } else {
        // A cast from a float saturates, and no number is negative after `max`.
        field
            .as_u64()
            .or_else(|| field.as_f64().map(|secs| secs.max(0.0) as u64))
    };
    *field = seconds.map_or(serde_json::Value::Null, Into::into);
}

/// What the answers have beyond RFC 6749.
#[derive(Debug, Serialize, Deserialize)]
struct Extra {
    id_token: Option<String>,
    issued_token_type: Option<String>,
}

impl ExtraTokenFields for Extra {}
