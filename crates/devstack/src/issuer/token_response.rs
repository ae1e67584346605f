//! The successful response to a code or a refresh token (RFC 6749 §5.1).

use serde_json::{Value, json};

use super::edits::Document;
use super::error::OAuthError;
use super::id_token;
use super::inner::Inner;
use super::sessions::Sessions;
use crate::script::IssuerProfile;

/// Issues new tokens for a login and returns the response. `claims` is which ID token it has.
pub(super) fn tokens(
    issuer: &Inner,
    sessions: &mut Sessions,
    login: usize,
    nonce: Option<&str>,
    claims: Document,
) -> Result<Value, OAuthError> {
    let now = issuer.clock.now();
    let tokens = sessions.issue(
        login,
        now + issuer.lifetimes.access,
        issuer.profile != IssuerProfile::Vault,
    );
    let login = sessions
        .login(login)
        .ok_or_else(|| OAuthError::invalid_grant("The session is gone."))?;
    let mut answer = json!({
        "access_token": tokens.access,
        "token_type": match issuer.profile {
            IssuerProfile::Supervisor | IssuerProfile::Dex => "bearer",
            IssuerProfile::Plain | IssuerProfile::Vault => "Bearer",
        },
        "expires_in": issuer.lifetimes.access.as_secs(),
    });
    if issuer.profile != IssuerProfile::Dex {
        answer["scope"] = login.authorization.scopes.join(" ").into();
    }
    if login.has_scope("openid") {
        let id_token = id_token::for_client(issuer, login, &tokens.access, nonce, now, claims);
        answer["id_token"] = id_token;
    }
    if let Some(token) = tokens.refresh {
        answer["refresh_token"] = token.into();
    }
    Ok(answer)
}
