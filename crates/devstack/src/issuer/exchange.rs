//! Token exchange (RFC 8693): an access token for an ID token with a cluster's audience.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::error::OAuthError;
use super::id_token;
use super::inner::Inner;
use crate::form::Form;
use crate::script::ClientScript;

pub(super) const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const JWT: &str = "urn:ietf:params:oauth:token-type:jwt";
const UNSUPPORTED: [&str; 4] = ["resource", "scope", "actor_token", "actor_token_type"];

pub(super) fn exchange(
    issuer: &Inner,
    client: &ClientScript,
    form: &Form,
) -> Result<Value, OAuthError> {
    let audience = required(form, "audience")?;
    let subject_token = required(form, "subject_token")?;
    demand(form, "subject_token_type", ACCESS_TOKEN)?;
    demand(form, "requested_token_type", JWT)?;
    if let Some(name) = UNSUPPORTED
        .into_iter()
        .find(|name| form.get(name).is_some())
    {
        let text = format!("Unsupported parameter '{name}'.");
        return Err(OAuthError::invalid_request(&text));
    }
    if audience.contains(".pinniped.dev") {
        let text = "requested audience cannot contain '.pinniped.dev'";
        return Err(OAuthError::invalid_request(text));
    }
    if audience == "pinniped-cli" {
        let text = "requested audience cannot equal 'pinniped-cli'";
        return Err(OAuthError::invalid_request(text));
    }
    let sessions = issuer.sessions();
    let unknown = || {
        let text = "Invalid 'subject_token' parameter value.";
        OAuthError::new(StatusCode::UNAUTHORIZED, "request_unauthorized", text)
    };
    let (index, expires) = sessions.by_access(subject_token).ok_or_else(unknown)?;
    let login = sessions.login(index).ok_or_else(unknown)?;
    let now = issuer.clock.now();
    if now > expires {
        let text = format!(
            "Token expired. Access token expired at '{}'.",
            httpdate::fmt_http_date(expires)
        );
        return Err(OAuthError::new(
            StatusCode::UNAUTHORIZED,
            "invalid_token",
            &text,
        ));
    }
    if login.authorization.client_id != client.id {
        let text = "The OAuth 2.0 Client ID from this request does not match the one from the authorize request.";
        return Err(OAuthError::invalid_grant(text));
    }
    for scope in ["pinniped:request-audience", "openid", "username"] {
        if !login.has_scope(scope) {
            let text = format!("Missing the '{scope}' scope.");
            return Err(OAuthError::access_denied(&text));
        }
    }
    // The JWT is returned in `access_token` although it is not one (RFC 8693 §2.2.1).
    Ok(json!({
        "access_token": id_token::for_audience(issuer, login, audience, now),
        "issued_token_type": JWT,
        "token_type": "N_A",
    }))
}

fn required<'a>(form: &'a Form, name: &str) -> Result<&'a str, OAuthError> {
    form.get(name)
        .ok_or_else(|| OAuthError::invalid_request(&format!("Missing '{name}' parameter.")))
}

fn demand(form: &Form, name: &str, value: &str) -> Result<(), OAuthError> {
    if required(form, name)? == value {
        return Ok(());
    }
    let text = format!("Unsupported '{name}' parameter value, must be '{value}'.");
    Err(OAuthError::invalid_request(&text))
}
