//! The token endpoint: authenticates the client and dispatches on the grant type.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use url::form_urlencoded;

use super::error::OAuthError;
use super::inner::Inner;
use super::{exchange, redeem, refresh};
use crate::fault::{Fault, Faults, OVERSIZED_BYTES};
use crate::form::Form;
use crate::journal::is_form;
use crate::script::{ClientScript, IssuerProfile};
use crate::serve::Disconnect;

pub(super) async fn answer(
    State(issuer): State<Arc<Inner>>,
    Extension(disconnect): Extension<Disconnect>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let faults = &issuer.faults;
    if let Some(refusal) = unavailable(faults) {
        return refusal;
    }
    let response = match grant(&issuer, &method, &headers, &body) {
        Ok(answer) => success(&issuer, answer),
        Err(error) => error.into_response(),
    };
    let refreshes = Form::parse(&body).get("grant_type") == Some(refresh::GRANT_TYPE);
    if refreshes && faults.has(Fault::RefreshReplyLost) {
        return disconnect.now().await;
    }
    if faults.has(Fault::TokenSlow) {
        tokio::time::sleep(issuer.slowness).await;
    }
    response
}

/// The response while a fault makes the endpoint unavailable.
fn unavailable(faults: &Faults) -> Option<Response> {
    let later = |status: StatusCode, seconds: u32| {
        (status, [(header::RETRY_AFTER, seconds.to_string())]).into_response()
    };
    if faults.has(Fault::TokenEndpointFails) {
        return Some(StatusCode::INTERNAL_SERVER_ERROR.into_response());
    }
    if faults.has(Fault::TokenEndpoint503RetryAfter) {
        return Some(later(StatusCode::SERVICE_UNAVAILABLE, RETRY_AFTER_503));
    }
    if faults.has(Fault::TokenEndpoint503) {
        return Some(StatusCode::SERVICE_UNAVAILABLE.into_response());
    }
    faults
        .has(Fault::TokenEndpoint429)
        .then(|| later(StatusCode::TOO_MANY_REQUESTS, RETRY_AFTER_429))
}

fn grant(
    issuer: &Inner,
    method: &Method,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Value, OAuthError> {
    if method != Method::POST {
        let text = format!("HTTP method is '{method}', expected 'POST'.");
        return Err(OAuthError::invalid_request(&text));
    }
    if !is_form(headers) || body.is_empty() {
        return Err(OAuthError::invalid_request(
            "The POST body can not be empty.",
        ));
    }
    let form = Form::parse(body);
    if let Some(name) = form.repeated() {
        let text = format!("The parameter '{name}' was sent more than once.");
        return Err(OAuthError::invalid_request(&text));
    }
    let client = authenticate(issuer, headers, &form)?;
    match form.get("grant_type") {
        Some("authorization_code") => redeem::redeem(issuer, &client, &form)
            .map_err(|error| in_terms_of(issuer, error, DEX_CODE_REFUSED)),
        Some(refresh::GRANT_TYPE) if issuer.profile != IssuerProfile::Vault => {
            refresh::refresh(issuer, &client, &form)
                .map_err(|error| in_terms_of(issuer, error, DEX_REFRESH_REFUSED))
        }
        Some(exchange::GRANT_TYPE) if issuer.profile == IssuerProfile::Supervisor => {
            exchange::exchange(issuer, &client, &form)
        }
        Some(_) => Err(OAuthError::new(
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            "The authorization grant type is not supported by the authorization server.",
        )),
        None => Err(OAuthError::invalid_request(
            "Request parameter 'grant_type' is missing.",
        )),
    }
}

fn in_terms_of(issuer: &Inner, error: OAuthError, dex: &str) -> OAuthError {
    match issuer.profile {
        IssuerProfile::Dex => error.in_dex_terms(dex),
        IssuerProfile::Supervisor | IssuerProfile::Plain | IssuerProfile::Vault => error,
    }
}

/// Confidential clients have to use `client_secret_basic`, or at Dex `client_secret_post`; public ones send `client_id`
/// in the form.
fn authenticate(
    issuer: &Inner,
    headers: &HeaderMap,
    form: &Form,
) -> Result<ClientScript, OAuthError> {
    let in_form = form.get("client_secret");
    let (id, secret) = match headers.get(header::AUTHORIZATION) {
        Some(value) => basic(value.as_bytes()).ok_or_else(|| {
            OAuthError::invalid_client(
                "The Authorization header is not valid Basic authentication.",
            )
        })?,
        None => (
            form.get("client_id").unwrap_or_default().to_owned(),
            in_form.unwrap_or_default().to_owned(),
        ),
    };
    let unknown = || OAuthError::invalid_client("The requested OAuth 2.0 Client does not exist.");
    let client = issuer.client(&id).ok_or_else(unknown)?;
    if in_form.is_some() && issuer.profile != IssuerProfile::Dex {
        let text = "The OAuth 2.0 Client supports client authentication method 'client_secret_basic', but method 'client_secret_post' was requested.";
        return Err(OAuthError::invalid_client(text));
    }
    let expected = client.secret.as_ref().map_or("", |secret| secret.secret());
    if secret != expected {
        return Err(OAuthError::invalid_client("Client authentication failed."));
    }
    Ok(client)
}

/// Client ID and secret, each form-encoded (RFC 6749 §2.3.1).
fn basic(header: &[u8]) -> Option<(String, String)> {
    let (scheme, encoded) = std::str::from_utf8(header).ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("basic").then_some(())?;
    let joined = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (id, secret) = joined.split_once(':')?;
    let decode = |text: &str| {
        let pair = format!("v={text}");
        form_urlencoded::parse(pair.as_bytes())
            .next()
            .map(|(_, value)| value.into_owned())
    };
    Some((decode(id)?, decode(secret)?))
}

fn success(issuer: &Inner, mut answer: Value) -> Response {
    let faults = &issuer.faults;
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::PRAGMA, "no-cache"),
    ];
    if faults.has(Fault::TokenMalformed) {
        let kind = [(header::CONTENT_TYPE, "application/json")];
        return (kind, r#"{"access_token":"#).into_response();
    }
    if faults.has(Fault::TokenOversized) {
        answer["padding"] = "x".repeat(OVERSIZED_BYTES).into();
    }
    if let Some(members) = answer.as_object_mut()
        && let Some(seconds) = members.remove("expires_in")
        && !faults.has(Fault::ExpiresInMissing)
    {
        let as_string = faults.has(Fault::ExpiresInString);
        let seconds = if as_string {
            seconds.to_string().into()
        } else {
            seconds
        };
        members.insert("expires_in".to_owned(), seconds);
    }
    (headers, Json(answer)).into_response()
}

/// Dex's description of a code that it does not accept.
const DEX_CODE_REFUSED: &str = "Invalid or expired code parameter.";
/// Dex's description of a refresh token that it does not accept.
const DEX_REFRESH_REFUSED: &str =
    "Refresh token is invalid or has already been claimed by another client.";
/// `Retry-After` of a 503, in seconds: a number that a client would not choose as its own delay.
const RETRY_AFTER_503: u32 = 5;
/// `Retry-After` of a 429, in seconds, likewise.
const RETRY_AFTER_429: u32 = 7;
