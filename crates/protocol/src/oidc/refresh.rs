//! Refresh, including the answer that carries no new ID token (RFC 6749 §6, OpenID Connect Core §12).

use alloc::string::String;

use super::token::{self, TokenSet, Unusable};
use super::wire::{self, Form};
use crate::config::Config;
use crate::error::Reason;
use crate::secret::Secret;

/// The form that redeems a refresh token.
pub(crate) fn build(config: &Config, token: &Secret<String>) -> Form {
    wire::refresh_form(config, token)
}

/// Reads the answer. A refusal of the grant means that the session is over, however it is worded: a Supervisor whose
/// upstream said no answers 401 with the `error` "error". A refusal of the client, or of the request as such, is for the
/// operator; signing in would change nothing about it (RFC 6749 §5.2).
pub(crate) fn process(status: u16, body: &[u8]) -> Result<TokenSet, Unusable> {
    token::process_any(status, body).map_err(|unusable| {
        if let Reason::Token(refusal) = &unusable.reason
            && !refusal.is_about_the_client()
            && !refusal.is_temporary()
        {
            Reason::SessionEnded(refusal.clone()).into()
        } else {
            unusable
        }
    })
}
