//! Refresh, including responses without a new ID token (RFC 6749 §6, OpenID Connect Core §12).

use alloc::string::String;

use super::token::{self, RefreshError, TokenSet};
use super::wire::{self, Form};
use crate::config::Config;
use crate::error::Reason;
use crate::secret::Secret;

/// The form that redeems a refresh token.
pub(crate) fn build(config: &Config, token: &Secret<String>) -> Form {
    wire::refresh_form(config, token)
}

/// Parses the response. Any refusal of the grant ends the session, whatever its `error`: a Supervisor whose upstream
/// refused responds with 401 and the `error` "error". A refusal of the client or of the request has to be fixed by the
/// operator, and a sign-in would not help (RFC 6749 §5.2).
pub(crate) fn process(status: u16, body: &[u8]) -> Result<TokenSet, RefreshError> {
    token::process_any(status, body).map_err(|failed| {
        if let Reason::Token(refusal) = &failed.reason
            && !refusal.is_about_the_client()
            && !refusal.is_temporary()
        {
            Reason::SessionEnded(refusal.clone()).into()
        } else {
            failed
        }
    })
}
