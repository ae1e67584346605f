//! The authorization endpoint: checks a request and leads the browser to the login page.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use url::Url;

use super::Inner;
use super::error::OAuthError;
use super::{login, page, redirect_uri, scopes};
use crate::form::Form;
use crate::script::{ClientScript, Manner};

/// An authorization request that may be granted.
#[derive(Debug)]
pub(crate) struct Authorization {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) state: String,
    pub(crate) nonce: Option<String>,
    pub(crate) challenge: String,
    pub(crate) scopes: Vec<String>,
}

/// Why a request may not be granted, and who gets to know.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The browser stays here: the redirect URI can't be trusted.
    Here(OAuthError),
    /// The client is told by a redirect.
    Back {
        redirect_uri: String,
        state: Option<String>,
        error: OAuthError,
    },
}

/// Shorter values can be guessed; Pinniped's library draws the line here for `state` and `nonce` alike.
const MIN_ENTROPY_CHARS: usize = 8;

pub(super) async fn begin(
    State(issuer): State<Arc<Inner>>,
    method: Method,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    let form = if method == Method::POST {
        Form::parse(&body)
    } else {
        Form::parse(query.unwrap_or_default().as_bytes())
    };
    let authorization = match check(&issuer, &form) {
        Ok(authorization) => authorization,
        Err(refusal) => return refusal.respond(&issuer),
    };
    if is_silent(&form) {
        // Nobody is asked: either the browser has a session here, or the client has to ask again in the open.
        let present = issuer.signed_in_browser(&headers);
        return match present {
            Some(session) => login::granted(&issuer, authorization, session, None),
            None => login_required(authorization).respond(&issuer),
        };
    }
    let parameters = form.encode(&[], &[]);
    match form.get("pinniped_idp_name") {
        None if issuer.manner == Manner::Supervisor => page::redirect(&format!(
            "{}?{parameters}",
            issuer.endpoint("/choose_identity_provider")
        )),
        Some(name) if issuer.manner == Manner::Supervisor && !issuer.has_provider(name) => {
            page::secured(unknown_provider(name).into_response())
        }
        None | Some(_) => page::redirect(&format!("{}?{parameters}", issuer.endpoint("/login"))),
    }
}

/// Decides whether a request may be granted, in the order in which the client may learn of a defect.
pub(super) fn check(issuer: &Inner, form: &Form) -> Result<Authorization, Refusal> {
    let client = form
        .get("client_id")
        .and_then(|id| issuer.client(id))
        .ok_or_else(|| {
            Refusal::Here(OAuthError::invalid_client(
                "The requested OAuth 2.0 Client does not exist.",
            ))
        })?;
    let redirect_uri = form
        .get("redirect_uri")
        .filter(|uri| redirect_uri::is_registered(&client, uri))
        .ok_or_else(|| {
            Refusal::Here(OAuthError::invalid_request(
                "The 'redirect_uri' parameter does not match any of the OAuth 2.0 Client's pre-registered redirect urls.",
            ))
        })?;
    parameters(issuer, &client, redirect_uri, form).map_err(|error| Refusal::Back {
        redirect_uri: redirect_uri.to_owned(),
        state: form.get("state").map(str::to_owned),
        error,
    })
}

fn parameters(
    issuer: &Inner,
    client: &ClientScript,
    redirect_uri: &str,
    form: &Form,
) -> Result<Authorization, OAuthError> {
    let redirected = |error, text: &str| OAuthError::new(StatusCode::SEE_OTHER, error, text);
    if let Some(name) = form.repeated() {
        let text = format!("The parameter '{name}' was sent more than once.");
        return Err(redirected("invalid_request", &text));
    }
    if form.get("response_type") != Some("code") {
        let text = "The client is not allowed to request this response_type.";
        return Err(redirected("unsupported_response_type", text));
    }
    if form
        .get("response_mode")
        .is_some_and(|mode| mode != "query")
    {
        let text = "The response_mode is not supported for this client.";
        return Err(redirected("unsupported_response_mode", text));
    }
    let state = form
        .get("state")
        .filter(|state| state.len() >= MIN_ENTROPY_CHARS)
        .ok_or_else(|| {
            redirected(
                "invalid_state",
                "The state is missing or has fewer than 8 characters.",
            )
        })?;
    let nonce = form.get("nonce");
    if nonce.is_some_and(|nonce| nonce.len() < MIN_ENTROPY_CHARS) {
        return Err(redirected(
            "insufficient_entropy",
            "The nonce has fewer than 8 characters.",
        ));
    }
    let scopes =
        scopes::granted(issuer, client, form).map_err(|text| redirected("invalid_scope", &text))?;
    let challenge = form.get("code_challenge").ok_or_else(|| {
        let text = "Clients must include a code_challenge when performing the authorize code flow, but it is missing.";
        redirected("invalid_request", text)
    })?;
    if form.get("code_challenge_method") != Some("S256") {
        let text = "Clients must use code_challenge_method=S256, plain is not allowed.";
        return Err(redirected("invalid_request", text));
    }
    Ok(Authorization {
        client_id: client.id.clone(),
        redirect_uri: redirect_uri.to_owned(),
        state: state.to_owned(),
        nonce: nonce.map(str::to_owned),
        challenge: challenge.to_owned(),
        scopes,
    })
}

/// Whether the client wants an answer without a page (OpenID Connect Core 1.0 §3.1.2.1).
pub(super) fn is_silent(form: &Form) -> bool {
    form.get("prompt") == Some("none")
}

fn login_required(authorization: Authorization) -> Refusal {
    let text = "The Authorization Server requires End-User authentication.";
    Refusal::Back {
        redirect_uri: authorization.redirect_uri,
        state: Some(authorization.state),
        error: OAuthError::new(StatusCode::SEE_OTHER, "login_required", text),
    }
}

fn unknown_provider(name: &str) -> OAuthError {
    OAuthError::invalid_request(&format!(
        "\"pinniped_idp_name\" param error: identity provider not found: \"{name}\""
    ))
}

impl Inner {
    fn has_provider(&self, name: &str) -> bool {
        self.identity_providers
            .iter()
            .any(|provider| provider.name == name)
    }
}

impl Refusal {
    pub(crate) fn respond(self, issuer: &Inner) -> Response {
        match self {
            Self::Here(error) => page::secured(error.into_response()),
            Self::Back {
                redirect_uri,
                state,
                error,
            } => {
                let mut answer = vec![
                    ("error", error.error),
                    ("error_description", &error.description),
                ];
                answer.extend(state.as_deref().map(|state| ("state", state)));
                back(issuer, &redirect_uri, &answer)
            }
        }
    }
}

/// Sends the browser back to the client with an authorization response in the query.
pub(super) fn back(issuer: &Inner, redirect_uri: &str, answer: &[(&str, &str)]) -> Response {
    let mut answer = answer.to_vec();
    if issuer.manner == Manner::Plain {
        answer.push(("iss", &issuer.url));
    }
    match Url::parse_with_params(redirect_uri, answer) {
        Ok(url) => page::redirect(url.as_str()),
        Err(_) => (
            StatusCode::BAD_REQUEST,
            [(header::CONTENT_TYPE, "text/plain")],
        )
            .into_response(),
    }
}
