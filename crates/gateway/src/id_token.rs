//! Parses ID tokens in the same way as the page. The page and the Concierge verify them.

use haulout_protocol::error::IdTokenError;
use haulout_protocol::oidc::id_token::UnverifiedToken;
use haulout_protocol::secret::Secret;

/// Parses a token; returns the error for which the page would not accept its form either.
pub(crate) fn read(token: &str) -> Result<UnverifiedToken, IdTokenError> {
    UnverifiedToken::parse(Secret::new(token.to_owned()))
}

/// The user that the token claims, unverified.
pub(crate) fn claimed_user(token: &str) -> String {
    let token = read(token).ok();
    let user = token.as_ref().and_then(UnverifiedToken::claimed_user);
    user.unwrap_or_default().to_owned()
}
