//! The authorization response: checks `iss`, then `state`, then `error`, and returns a code to redeem.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use subtle::ConstantTimeEq as _;
use url::form_urlencoded;

use super::Issuer;
use super::discovery::Provider;
use super::pending::{PendingKind, PendingLogin};
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
        self.check_parameters()?;
        let pending = pending.filter(|pending| pending.issuer == issuer.as_str());
        let Some(PendingKind::Page(values)) = pending.map(|pending| pending.kind) else {
            return Err(CallbackError::NotStarted);
        };
        self.check_iss(issuer, provider)?;
        let state = self.get("state").unwrap_or_default();
        if !bool::from(state.as_bytes().ct_eq(values.state.as_bytes())) {
            return Err(CallbackError::State);
        }
        if let Some(error) = self.get("error") {
            let description = self.get("error_description").unwrap_or_default();
            return Err(CallbackError::Refused(Refusal::new(error, description)));
        }
        Ok(ValidatedCallback {
            code: self.code()?,
            binding: CodeBinding::Page {
                nonce: values.nonce,
                verifier: values.verifier,
            },
        })
    }

    /// Checks the response to a login that only the gateway knows. The gateway compares `state` and issuer with its
    /// cookie before it redeems the code.
    ///
    /// The page cannot compare the `state` of an error, so anyone can have written it. Only registered error codes are
    /// kept, and `error_description` never is: it could show any text in our page as if the issuer had sent it.
    ///
    /// # Errors
    /// The first rule that it breaks: shape, `iss` (RFC 9207 §2.4), `error` (RFC 6749 §4.1.2.1), `code`, `state`.
    pub fn validate_for_gateway(
        self,
        issuer: &Issuer,
        provider: &Provider,
    ) -> Result<ValidatedCallback, CallbackError> {
        self.check_parameters()?;
        self.check_iss(issuer, provider)?;
        if let Some(error) = self.get("error") {
            let registered = REGISTERED_ERRORS.iter().find(|known| **known == error);
            let error = registered.unwrap_or(&UNREGISTERED_ERROR);
            return Err(CallbackError::Refused(Refusal::new(error, "")));
        }
        let code = self.code()?;
        match self.get("state") {
            Some(state) if !state.is_empty() => Ok(ValidatedCallback {
                code,
                binding: CodeBinding::Gateway {
                    state: Secret::new(state.to_string()),
                },
            }),
            Some(_) | None => Err(CallbackError::State),
        }
    }

    /// Whether the response has a code.
    pub(crate) fn has_code(&self) -> bool {
        self.get("code").is_some()
    }

    fn check_parameters(&self) -> Result<(), CallbackError> {
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
        match FOREIGN.iter().find(|name| self.get(name).is_some()) {
            Some(name) => Err(CallbackError::Foreign(name)),
            None => Ok(()),
        }
    }

    fn check_iss(&self, issuer: &Issuer, provider: &Provider) -> Result<(), CallbackError> {
        match self.get("iss") {
            Some(iss) if iss != issuer.as_str() => Err(CallbackError::Iss),
            None if provider.sends_iss => Err(CallbackError::Iss),
            Some(_) | None => Ok(()),
        }
    }

    fn code(&self) -> Result<Secret<String>, CallbackError> {
        match self.get("code") {
            Some(code) if !code.is_empty() => Ok(Secret::new(code.to_string())),
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
    pub(crate) binding: CodeBinding,
}

/// What binds a code to its login.
#[derive(Debug)]
pub(crate) enum CodeBinding {
    /// The page has compared `state`.
    Page {
        /// Of the ID token.
        nonce: String,
        /// Redeems the code.
        verifier: Secret<String>,
    },
    /// The gateway compares `state`, and has the rest. **Secret**, because the code belongs to it.
    Gateway {
        /// As received.
        state: Secret<String>,
    },
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

/// The error codes of RFC 6749 §4.1.2.1 and OpenID Connect Core §3.1.2.6.
const REGISTERED_ERRORS: [&str; 16] = [
    "access_denied",
    "account_selection_required",
    "consent_required",
    "interaction_required",
    "invalid_request",
    "invalid_request_object",
    "invalid_request_uri",
    "invalid_scope",
    "login_required",
    "registration_not_supported",
    "request_not_supported",
    "request_uri_not_supported",
    "server_error",
    "temporarily_unavailable",
    "unauthorized_client",
    "unsupported_response_type",
];

/// Stands for any other error code.
const UNREGISTERED_ERROR: &str = "unregistered_error";
