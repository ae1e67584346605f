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

use super::authorize::AuthorizationRequest;
use crate::config::Config;
use crate::entropy::LoginValues;
use crate::error::{Refusal, RefusalKind};
use crate::secret::Secret;
use crate::text::ServerText;
use crate::url::HttpsUrl;

/// The authorization URL with `extra` parameters (RFC 6749 §4.1.1, RFC 7636 §4.3).
pub(super) fn authorization_url(
    request: &AuthorizationRequest<'_>,
    values: &LoginValues,
    extra: &[(&str, &str)],
) -> String {
    let verifier = PkceCodeVerifier::new(values.verifier.secret().clone());
    let client = BasicClient::new(ClientId::new(request.client_id.to_owned()))
        .set_auth_uri(AuthUrl::from_url(request.endpoint.to_url()))
        .set_redirect_uri(redirect_url(request.redirect_uri));
    let scopes = request.scopes.iter().cloned().map(Scope::new);
    let mut built = client
        .authorize_url(|| CsrfToken::new(values.state.clone()))
        .add_scopes(scopes)
        .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
    for (name, value) in extra {
        built = built.add_extra_param(*name, *value);
    }
    built.url().0.to_string()
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
        .set_redirect_uri(redirect_url(&config.redirect_uri));
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

/// The form that redeems a refresh token (RFC 6749 §6), without `scope`, which keeps the granted ones. `extra` is for the
/// gateway.
pub(super) fn refresh_form(
    config: &Config,
    token: &Secret<String>,
    extra: &[(&str, &str)],
) -> Form {
    let client =
        BasicClient::new(ClientId::new(config.issuer.client_id.clone())).set_token_uri(token_url());
    let token = RefreshToken::new(token.secret().clone());
    let sender = FormRecorder::default();
    let mut request = client.exchange_refresh_token(&token);
    for (name, value) in extra {
        request = request.add_extra_param(*name, *value);
    }
    let _unsent = request.request(&sender);
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
fn redirect_url(redirect_uri: &HttpsUrl) -> RedirectUrl {
    RedirectUrl::new(redirect_uri.as_str().to_owned())
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
