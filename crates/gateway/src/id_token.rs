//! ID tokens, read as the page reads them. The page verifies the token, the Concierge again.

use haulout_protocol::oidc::id_token::UnverifiedToken;
use haulout_protocol::secret::Secret;

/// Reads a token; `None` for one that the page would not accept either, whoever had signed it.
pub(crate) fn read(token: &str) -> Option<UnverifiedToken> {
    UnverifiedToken::parse(Secret::new(token.to_owned())).ok()
}

/// Who the token says it is about; bounded, unverified.
pub(crate) fn claimed_user(token: &str) -> String {
    let token = read(token);
    let user = token.as_ref().and_then(UnverifiedToken::claimed_user);
    user.unwrap_or_default()
        .chars()
        .take(USER_CHARS_MAX)
        .collect()
}

/// Characters of a name in the audit line.
const USER_CHARS_MAX: usize = 256;
