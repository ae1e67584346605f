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
use super::{login, page, password_headers};
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
    let without_browser = password_headers::are_present(&issuer, &headers);
    if let Some(response) = before_validation(&issuer, &form, without_browser) {
        return response;
    }
    let authorization = match check(&issuer, &form) {
        Ok(authorization) => authorization,
        Err(error) => return error.respond(&issuer),
    };
    if without_browser {
        return password_headers::sign_in(&issuer, authorization, &headers, &form);
    }
    if is_silent(&form) {
        // No page is shown. If the browser has no session, the client has to repeat the request without `prompt=none`.
        let present = issuer.signed_in_browser(&headers);
        return match present {
            Some(session) => login::granted(&issuer, authorization, session, None),
            None => login_required(authorization).respond(&issuer),
        };
    }
    login_page(&issuer, StatusCode::SEE_OTHER, &form)
}

/// Dex's endpoint of its one connector, which validates what the authorization endpoint has passed on.
pub(super) async fn begin_at_connector(
    State(issuer): State<Arc<Inner>>,
    RawQuery(query): RawQuery,
) -> Response {
    let form = Form::parse(query.unwrap_or_default().as_bytes());
    match check(&issuer, &form) {
        Ok(_) => login_page(&issuer, StatusCode::FOUND, &form),
        Err(error) => error.respond(&issuer),
    }
}

/// The response to a request whose client, redirect URI and other parameters the issuer has not looked at yet.
fn before_validation(issuer: &Inner, form: &Form, without_browser: bool) -> Option<Response> {
    let parameters = form.encode(&[], &[]);
    match issuer.profile {
        IssuerProfile::Dex => {
            let connector = format!("{}?{parameters}", issuer.endpoint("/auth/local"));
            Some(page::redirect_with(StatusCode::FOUND, &connector))
        }
        IssuerProfile::Supervisor => match form.get("pinniped_idp_name") {
            None if without_browser => None,
            None => {
                let chooser = issuer.endpoint("/choose_identity_provider");
                Some(page::redirect(&format!("{chooser}?{parameters}")))
            }
            Some(name) if issuer.has_provider(name) => None,
            Some(name) => Some(page::secured(unknown_provider(name).into_response())),
        },
        IssuerProfile::Plain | IssuerProfile::Vault => None,
    }
}

fn login_page(issuer: &Inner, status: StatusCode, form: &Form) -> Response {
    let parameters = form.encode(&[], &[]);
    page::redirect_with(status, &format!("{}?{parameters}", issuer.login_url()))
}

/// Whether the client requests a response without a page (OpenID Connect Core 1.0 §3.1.2.1).
fn is_silent(form: &Form) -> bool {
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
