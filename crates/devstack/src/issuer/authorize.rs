//! The authorization endpoint: redirects the browser to the login page.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};

use super::authorization_request::{AuthorizationError, check};
use super::error::OAuthError;
use super::inner::Inner;
use super::sessions::Authorization;
use super::{login, page};
use crate::form::Form;
use crate::script::IssuerProfile;

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
        Err(error) => return error.respond(&issuer),
    };
    if is_silent(&form) {
        // No page is shown. If the browser has no session, the client has to repeat the request without `prompt=none`.
        let present = issuer.signed_in_browser(&headers);
        return match present {
            Some(session) => login::granted(&issuer, authorization, session, None),
            None => login_required(authorization).respond(&issuer),
        };
    }
    let parameters = form.encode(&[], &[]);
    match form.get("pinniped_idp_name") {
        None if issuer.profile == IssuerProfile::Supervisor => page::redirect(&format!(
            "{}?{parameters}",
            issuer.endpoint("/choose_identity_provider")
        )),
        Some(name) if issuer.profile == IssuerProfile::Supervisor && !issuer.has_provider(name) => {
            page::secured(unknown_provider(name).into_response())
        }
        None | Some(_) => page::redirect(&format!("{}?{parameters}", issuer.endpoint("/login"))),
    }
}

/// Whether the client requests a response without a page (OpenID Connect Core 1.0 §3.1.2.1).
pub(super) fn is_silent(form: &Form) -> bool {
    form.get("prompt") == Some("none")
}

fn login_required(authorization: Authorization) -> AuthorizationError {
    let text = "The Authorization Server requires End-User authentication.";
    AuthorizationError::Redirected {
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
