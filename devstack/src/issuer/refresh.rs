//! Refresh with rotation and no grace: the token presented is dead before the answer is sent.

use serde_json::Value;

use super::Inner;
use super::error::OAuthError;
use super::token::tokens;
use crate::form::Form;
use crate::script::ClientScript;

pub(super) fn refresh(
    issuer: &Inner,
    client: &ClientScript,
    form: &Form,
) -> Result<Value, OAuthError> {
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
    tokens(issuer, &mut sessions, index, None)
}
