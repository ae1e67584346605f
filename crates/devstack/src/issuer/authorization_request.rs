//! Validates an authorization request.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};
use url::Url;

use super::edits::Document;
use super::error::OAuthError;
use super::inner::Inner;
use super::sessions::Authorization;
use super::{page, redirect_uri, scopes};
use crate::form::Form;
use crate::script::{ClientScript, IssuerProfile};

/// Why a request is invalid, and how the error is delivered.
#[derive(Debug)]
pub(crate) enum AuthorizationError {
    /// The issuer shows it: client or redirect URI are unknown, so the browser is not redirected.
    Shown(OAuthError),
    /// A redirect reports it to the client.
    Redirected {
        redirect_uri: String,
        state: Option<String>,
        error: OAuthError,
    },
}

/// The minimum length of `state` and `nonce` in the library that Pinniped uses.
const MIN_ENTROPY_CHARS: usize = 8;

/// Validates a request: the client and its redirect URI first, because the other errors are sent to that URI.
pub(super) fn check(issuer: &Inner, form: &Form) -> Result<Authorization, AuthorizationError> {
    let client = form
        .get("client_id")
        .and_then(|id| issuer.client(id))
        .ok_or_else(|| AuthorizationError::Shown(unknown_client(issuer, form)))?;
    let redirect_uri = form
        .get("redirect_uri")
        .filter(|uri| redirect_uri::is_registered(issuer.profile, &client, uri))
        .ok_or_else(|| AuthorizationError::Shown(unregistered(issuer, form)))?;
    parameters(issuer, &client, redirect_uri, form).map_err(|error| {
        AuthorizationError::Redirected {
            redirect_uri: redirect_uri.to_owned(),
            state: form.get("state").map(str::to_owned),
            error,
        }
    })
}

fn unknown_client(issuer: &Inner, form: &Form) -> OAuthError {
    if issuer.profile == IssuerProfile::Dex {
        let id = form.get("client_id").unwrap_or_default();
        let text = format!("Invalid client_id ({id:?}).");
        return OAuthError::new(StatusCode::NOT_FOUND, "invalid_client", &text);
    }
    OAuthError::invalid_client("The requested OAuth 2.0 Client does not exist.")
}

fn unregistered(issuer: &Inner, form: &Form) -> OAuthError {
    if issuer.profile == IssuerProfile::Dex {
        let uri = form.get("redirect_uri").unwrap_or_default();
        return OAuthError::invalid_request(&format!("Unregistered redirect_uri ({uri:?})."));
    }
    OAuthError::invalid_request(
        "The 'redirect_uri' parameter does not match any of the OAuth 2.0 Client's pre-registered redirect urls.",
    )
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
    let form_post = form.get("response_mode") == Some("form_post") && issuer.is_cli(&client.id);
    let query = matches!(form.get("response_mode"), None | Some("query"));
    if !form_post && !query {
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
        form_post,
    })
}

impl AuthorizationError {
    pub(crate) fn respond(self, issuer: &Inner) -> Response {
        match self {
            Self::Shown(error) if issuer.profile == IssuerProfile::Dex => {
                let status = error.status;
                let text = page::escape(&error.description);
                (status, page::page("Error", &format!("<p>{text}</p>"))).into_response()
            }
            Self::Shown(error) => page::secured(error.into_response()),
            Self::Redirected {
                redirect_uri,
                state,
                error,
            } => {
                let mut answer = vec![
                    ("error", error.error),
                    ("error_description", &error.description),
                ];
                answer.extend(state.as_deref().map(|state| ("state", state)));
                redirect_to_client(issuer, &redirect_uri, &answer)
            }
        }
    }
}

/// Redirects the browser to the client with an authorization response in the query.
pub(super) fn redirect_to_client(
    issuer: &Inner,
    redirect_uri: &str,
    answer: &[(&str, &str)],
) -> Response {
    let mut answer: Map<String, Value> = answer
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).into()))
        .collect();
    if issuer.profile == IssuerProfile::Plain {
        answer.insert("iss".to_owned(), issuer.url.as_str().into());
    }
    let answer = issuer
        .edits
        .apply(Document::AuthorizationResponse, answer.into());
    let members = answer.as_object().into_iter().flatten();
    let pairs = members.filter_map(|(name, value)| Some((name, value.as_str()?)));
    match Url::parse_with_params(redirect_uri, pairs) {
        Ok(url) => page::redirect(url.as_str()),
        Err(_) => (
            StatusCode::BAD_REQUEST,
            [(header::CONTENT_TYPE, "text/plain")],
        )
            .into_response(),
    }
}
