//! A Supervisor's sign-in without a browser: `pinniped-cli` sends user name and password in headers.

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::authorization_request::AuthorizationError;
use super::browser::Session;
use super::error::OAuthError;
use super::inner::Inner;
use super::login;
use super::sessions::Authorization;
use crate::form::Form;
use crate::script::IssuerProfile;

const USERNAME: &str = "Pinniped-Username";
const PASSWORD: &str = "Pinniped-Password";

pub(super) fn are_present(issuer: &Inner, headers: &HeaderMap) -> bool {
    issuer.profile == IssuerProfile::Supervisor
        && (headers.contains_key(USERNAME) || headers.contains_key(PASSWORD))
}

/// Redirects with a code, or with `access_denied`.
pub(super) fn sign_in(
    issuer: &Inner,
    authorization: Authorization,
    headers: &HeaderMap,
    form: &Form,
) -> Response {
    if !issuer.is_cli(&authorization.client_id) {
        let text =
            "This client is not allowed to submit username or password headers to this endpoint.";
        return denied(authorization, text).respond(issuer);
    }
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let user = match (text(USERNAME), text(PASSWORD)) {
        (Some(username), Some(password)) => login::authenticated(issuer, username, password),
        _ => None,
    };
    let Some(user) = user else {
        return denied(
            authorization,
            "Username/password not accepted by LDAP provider.",
        )
        .respond(issuer);
    };
    let session = Session {
        user,
        authenticated_at: issuer.clock.now(),
    };
    login::granted(
        issuer,
        authorization,
        session,
        form.get("pinniped_idp_name"),
    )
}

fn denied(authorization: Authorization, text: &str) -> AuthorizationError {
    AuthorizationError::Redirected {
        redirect_uri: authorization.redirect_uri,
        state: Some(authorization.state),
        error: OAuthError::new(StatusCode::SEE_OTHER, "access_denied", text),
    }
}
