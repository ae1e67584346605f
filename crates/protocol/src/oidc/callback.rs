//! The authorization response: checks `iss`, then `state`, then `error`, and returns a code to redeem.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use subtle::ConstantTimeEq as _;
use url::form_urlencoded;

use super::Issuer;
use super::authorize::PendingLogin;
use super::discovery::Provider;
use crate::error::{CallbackError, Refusal};
use crate::secret::Secret;
use crate::url::HttpsUrl;

/// A callback: our redirect URI with an authorization response.
#[derive(Debug)]
pub struct Callback {
    parameters: Vec<(String, Secret<String>)>,
}

impl Callback {
    /// Removes the authorization response's parameters from `page_url`.
    ///
    /// Returns them and the remaining URL; the host page's own parameters stay. None if the URL is not the redirect
    /// URI, or has no authorization response.
    #[must_use]
    pub fn take(page_url: &str, redirect_uri: &HttpsUrl) -> Option<(Self, String)> {
        let (callback, clean_url) = Self::split(page_url, redirect_uri)?;
        let answered = RESPONSES.iter().any(|name| callback.get(name).is_some());
        answered.then_some((callback, clean_url))
    }

    /// The same for the return from a sign-out at the issuer, which has a `state` and no response (OpenID Connect
    /// RP-Initiated Logout §3). Returns the state.
    pub(crate) fn take_sign_out(
        page_url: &str,
        redirect_uri: &HttpsUrl,
    ) -> Option<(Secret<String>, String)> {
        let (callback, clean_url) = Self::split(page_url, redirect_uri)?;
        let [(name, _)] = &*callback.parameters else {
            return None;
        };
        let is_state = name == "state";
        let (_, state) = callback.parameters.into_iter().next()?;
        is_state.then_some((state, clean_url))
    }

    /// The parameters of a response, and the URL without them.
    fn split(page_url: &str, redirect_uri: &HttpsUrl) -> Option<(Self, String)> {
        let (page, fragment) = page_url.split_at(page_url.find('#').unwrap_or(page_url.len()));
        let (base, query) = page.split_once('?')?;
        let expected = redirect_uri.to_url();
        if Some(base) != expected.as_str().split('?').next() {
            return None;
        }
        let mut parameters = Vec::new();
        let mut clean_url = String::from(base);
        let mut separator = '?';
        for pair in query.split('&') {
            match form_urlencoded::parse(pair.as_bytes()).next() {
                Some((name, value)) if PARAMETERS.contains(&&*name) => {
                    parameters.push((name.into_owned(), Secret::new(value.into_owned())));
                }
                Some(_) | None => {
                    clean_url.push(separator);
                    clean_url.push_str(pair);
                    separator = '&';
                }
            }
        }
        clean_url.push_str(fragment);
        Some((Self { parameters }, clean_url))
    }

    /// Checks the response against the pending login, which has to be for the same issuer: a code must not be sent to
    /// an issuer that was configured meanwhile (RFC 9700 §4.4.2).
    ///
    /// # Errors
    /// The first rule that it breaks: shape, `iss` (RFC 9207 §2.4), `state` (RFC 6749 §10.12), `error` (§4.1.2.1).
    pub fn validate(
        self,
        pending: Option<PendingLogin>,
        issuer: &Issuer,
        provider: &Provider,
    ) -> Result<ValidatedCallback, CallbackError> {
        for name in PARAMETERS {
            if self
                .parameters
                .iter()
                .filter(|(given, _)| given == name)
                .count()
                > 1
            {
                return Err(CallbackError::Repeated(name));
            }
        }
        if let Some(name) = FOREIGN.iter().find(|name| self.get(name).is_some()) {
            return Err(CallbackError::Foreign(name));
        }
        let pending = pending
            .filter(|pending| pending.issuer == issuer.as_str() && !pending.signs_out)
            .ok_or(CallbackError::NotStarted)?;
        match self.get("iss") {
            Some(iss) if iss != pending.issuer => return Err(CallbackError::Iss),
            None if provider.sends_iss => return Err(CallbackError::Iss),
            Some(_) | None => {}
        }
        let state = self.get("state").unwrap_or_default();
        if !bool::from(state.as_bytes().ct_eq(pending.state.as_bytes())) {
            return Err(CallbackError::State);
        }
        if let Some(error) = self.get("error") {
            let description = self.get("error_description").unwrap_or_default();
            return Err(CallbackError::Refused(Refusal::new(error, description)));
        }
        match self.get("code") {
            Some(code) if !code.is_empty() => Ok(ValidatedCallback {
                code: Secret::new(code.to_string()),
                pending,
            }),
            Some(_) | None => Err(CallbackError::NoCode),
        }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(given, _)| given == name)
            .map(|(_, value)| value.secret().as_str())
    }
}

/// A code that belongs to one of our logins; token requests can only be built from this type.
#[derive(Debug)]
pub struct ValidatedCallback {
    pub(crate) code: Secret<String>,
    pub(crate) pending: PendingLogin,
}

/// The parameters of an authorization response, which are removed from the URL.
const PARAMETERS: [&str; 12] = [
    "code",
    "state",
    "iss",
    "scope",
    "session_state",
    "error",
    "error_description",
    "error_uri",
    "response",
    "id_token",
    "access_token",
    "token_type",
];

/// The parameters that identify an authorization response.
const RESPONSES: [&str; 5] = ["code", "error", "response", "id_token", "access_token"];

/// Parameters of flows that we never start (JARM, implicit, hybrid): the response is not for us.
const FOREIGN: [&str; 4] = ["response", "id_token", "access_token", "token_type"];
