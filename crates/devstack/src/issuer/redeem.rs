//! Redemption of a code (RFC 6749 §4.1.3, RFC 7636 §4.6).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use serde_json::Value;

use super::edits::Document;
use super::error::OAuthError;
use super::inner::Inner;
use super::token_response::tokens;
use crate::form::Form;
use crate::script::{ClientScript, IssuerProfile};

/// RFC 7636 §4.1.
const MIN_VERIFIER_CHARS: usize = 43;

pub(super) fn redeem(
    issuer: &Inner,
    client: &ClientScript,
    form: &Form,
) -> Result<Value, OAuthError> {
    let missing = || OAuthError::invalid_request("Request parameter 'code' is missing.");
    let code = form.get("code").ok_or_else(missing)?;
    let mut sessions = issuer.sessions();
    let index = sessions.by_code(code)?;
    let gone = || OAuthError::invalid_grant("The session is gone.");
    let login = sessions.login(index).ok_or_else(gone)?;
    let request = &login.authorization;
    if request.client_id != client.id {
        let text = "The OAuth 2.0 Client ID from this request does not match the one from the authorize request.";
        return Err(OAuthError::invalid_grant(text));
    }
    if form.get("redirect_uri") != Some(&request.redirect_uri) {
        let text = "The 'redirect_uri' from this request does not match the one from the authorize request.";
        return Err(OAuthError::invalid_grant(text));
    }
    if issuer.clock.now() > login.expires {
        return Err(OAuthError::invalid_grant("The authorization code expired."));
    }
    let verifier = form.get("code_verifier").unwrap_or_default();
    if verifier.len() < MIN_VERIFIER_CHARS {
        let text = "The PKCE code verifier must be at least 43 characters.";
        return Err(OAuthError::invalid_grant(text));
    }
    if URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes())) != request.challenge {
        let text = "The PKCE code challenge did not match the code verifier.";
        return Err(OAuthError::invalid_grant(text));
    }
    let nonce = request.nonce.clone();
    let is_offline = login.has_scope("offline_access");
    sessions.mark_used(code);
    if issuer.profile == IssuerProfile::Dex && is_offline {
        sessions.revoke_refresh_tokens_like(index);
    }
    let nonce = nonce.as_deref();
    let answer = tokens(issuer, &mut sessions, index, nonce, Document::Claims)?;
    Ok(issuer.edits.apply(Document::TokenResponse, answer))
}
