//! Refresh with rotation and without a grace period: the used token is invalid before the response is sent.

use axum::http::StatusCode;
use serde_json::Value;

use super::edits::Document;
use super::error::OAuthError;
use super::inner::Inner;
use super::token_response::tokens;
use crate::fault::Fault;
use crate::form::Form;
use crate::script::{ClientScript, IssuerProfile};

pub(super) const GRANT_TYPE: &str = "refresh_token";

pub(super) fn refresh(
    issuer: &Inner,
    client: &ClientScript,
    form: &Form,
) -> Result<Value, OAuthError> {
    if issuer.faults.has(Fault::SessionRevoked) {
        return Err(upstream_refresh_failed(issuer));
    }
    if issuer.faults.has(Fault::RefreshRefused) {
        return Err(OAuthError::invalid_grant("The refresh token was revoked."));
    }
    let mut sessions = issuer.sessions();
    let index = sessions.by_refresh(form.get("refresh_token").unwrap_or_default())?;
    let gone = || OAuthError::invalid_grant("The session is gone.");
    let login = sessions.login(index).ok_or_else(gone)?;
    if login.authorization.client_id != client.id {
        let text = "The OAuth 2.0 Client ID from this request does not match the ID during the initial token issuance.";
        return Err(OAuthError::invalid_grant(text));
    }
    if issuer.clock.now() > login.session_ends {
        return Err(OAuthError::invalid_grant("The refresh token expired."));
    }
    // The user is the one of the sign-in; the groups are current.
    let present = issuer.user(&login.user.username);
    if let (Some(login), Some(user)) = (sessions.login_mut(index), present) {
        login.user = user;
    }
    // Dex repeats the nonce of the sign-in.
    let nonce = (issuer.profile == IssuerProfile::Dex)
        .then(|| sessions.login(index)?.authorization.nonce.clone())
        .flatten();
    let nonce = nonce.as_deref();
    let mut answer = tokens(
        issuer,
        &mut sessions,
        index,
        nonce,
        Document::RefreshedClaims,
    )?;
    if issuer.faults.has(Fault::NoIdTokenOnRefresh)
        && let Some(members) = answer.as_object_mut()
    {
        members.remove("id_token");
    }
    Ok(issuer.edits.apply(Document::RefreshResponse, answer))
}

/// The upstream provider has ended the session. Dex reports that as its own failure, without a description.
fn upstream_refresh_failed(issuer: &Inner) -> OAuthError {
    if issuer.profile == IssuerProfile::Dex {
        return OAuthError::new(StatusCode::INTERNAL_SERVER_ERROR, "invalid_request", "");
    }
    let text = "Error during upstream refresh. Upstream refresh failed.";
    OAuthError::new(StatusCode::UNAUTHORIZED, "error", text)
}
