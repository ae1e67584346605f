//! The way back: checks `iss`, then `state`, then `error`, and yields a code that may be redeemed.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use subtle::ConstantTimeEq as _;
use url::form_urlencoded;

use super::Issuer;
use super::authorize::PendingLogin;
use super::discovery::Provider;
use crate::error::{CallbackFault, Refusal};
use crate::secret::Secret;
use crate::url::HttpsUrl;

/// A URL that an issuer sent the browser to: our redirect URI with an authorization response on it.
#[derive(Debug)]
pub struct Callback {
    parameters: Vec<(String, Secret<String>)>,
}

impl Callback {
    /// Takes our parameters off `page_url`.
    ///
    /// Gives back what they were and the URL without them; the host page's own parameters stay where they are.
    /// Nothing if the URL is not the redirect URI, or has no authorization response on it.
    #[must_use]
    pub fn take(page_url: &str, redirect_uri: &HttpsUrl) -> Option<(Self, String)> {
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
        let answered = parameters
            .iter()
            .any(|(name, _)| RESPONSES.contains(&name.as_str()));
        answered.then_some((Self { parameters }, clean_url))
    }

    /// Checks the response against the login that was left for, which has to have left for this very issuer: a code
    /// must not be sent to an issuer that was configured meanwhile (RFC 9700 §4.4.2).
    ///
    /// # Errors
    /// The first rule that it breaks: shape, `iss` (RFC 9207 §2.4), `state` (RFC 6749 §10.12), `error` (§4.1.2.1).
    pub fn validate(
        self,
        pending: Option<PendingLogin>,
        issuer: &Issuer,
        provider: &Provider,
    ) -> Result<ValidatedCallback, CallbackFault> {
        for name in PARAMETERS {
            if self
                .parameters
                .iter()
                .filter(|(given, _)| given == name)
                .count()
                > 1
            {
                return Err(CallbackFault::Repeated(name));
            }
        }
        if let Some(name) = FOREIGN.iter().find(|name| self.get(name).is_some()) {
            return Err(CallbackFault::Foreign(name));
        }
        let pending = pending
            .filter(|pending| pending.issuer == issuer.as_str())
            .ok_or(CallbackFault::NotStarted)?;
        match self.get("iss") {
            Some(iss) if iss != pending.issuer => return Err(CallbackFault::Iss),
            None if provider.sends_iss => return Err(CallbackFault::Iss),
            Some(_) | None => {}
        }
        let state = self.get("state").unwrap_or_default();
        if !bool::from(state.as_bytes().ct_eq(pending.state.as_bytes())) {
            return Err(CallbackFault::State);
        }
        if let Some(error) = self.get("error") {
            let description = self.get("error_description").unwrap_or_default();
            return Err(CallbackFault::Refused(Refusal::new(error, description)));
        }
        match self.get("code") {
            Some(code) if !code.is_empty() => Ok(ValidatedCallback {
                code: Secret::new(code.to_string()),
                pending,
            }),
            Some(_) | None => Err(CallbackFault::NoCode),
        }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(given, _)| given == name)
            .map(|(_, value)| value.secret().as_str())
    }
}

/// A code that belongs to a login of ours; the only thing that a token request can be built from.
#[derive(Debug)]
pub struct ValidatedCallback {
    pub(crate) code: Secret<String>,
    pub(crate) pending: PendingLogin,
}

/// What an authorization response may carry, and what is therefore removed from the URL.
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

/// The parameters by which an authorization response is recognised.
const RESPONSES: [&str; 5] = ["code", "error", "response", "id_token", "access_token"];

/// Parameters of flows that we never start (JARM, implicit, hybrid): somebody else made this response.
const FOREIGN: [&str; 4] = ["response", "id_token", "access_token", "token_type"];
