//! RFC 8693 exchange of the access token for an ID token that one cluster accepts.

use alloc::string::String;

use super::id_token::UnverifiedToken;
use super::token::{self, TokenResponse};
use super::wire::{self, Form};
use crate::error::{Reason, TokenResponseError};
use crate::http::Reply;
use crate::secret::Secret;

/// The form that requests a token with `audience` (RFC 8693 §2.1).
pub(crate) fn build(client_id: &str, audience: &str, access_token: &Secret<String>) -> Form {
    wire::form(&[
        ("client_id", client_id),
        ("grant_type", GRANT_TYPE),
        ("audience", audience),
        ("subject_token", access_token.secret()),
        ("subject_token_type", ACCESS_TOKEN_TYPE),
        ("requested_token_type", JWT_TYPE),
    ])
}

/// Parses the response: the JWT is in `access_token`, which contains "the issued token" (RFC 8693 §2.2.1).
pub(crate) fn process(reply: &Reply) -> Result<UnverifiedToken, Reason> {
    if reply.status != OK {
        return Err(Reason::Exchange(token::refusal(reply)?));
    }
    let answer = TokenResponse::parse(reply.body.secret())?;
    if !answer.token_type.eq_ignore_ascii_case(NOT_APPLICABLE) {
        return Err(Reason::TokenResponse(TokenResponseError::TokenType));
    }
    if answer.issued_token_type.as_deref() != Some(JWT_TYPE) {
        return Err(Reason::TokenResponse(TokenResponseError::IssuedTokenType));
    }
    UnverifiedToken::parse(answer.access_token).map_err(Reason::IdToken)
}

const OK: u16 = 200;
/// The grant type of every exchange (RFC 8693 §2.1).
pub const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
/// The subject token type of every exchange (RFC 8693 §3).
pub const ACCESS_TOKEN_TYPE: &str = "urn:ietf:params:oauth:token-type:access_token";
/// The requested token type of every exchange.
pub const JWT_TYPE: &str = "urn:ietf:params:oauth:token-type:jwt";
/// The token type of an issued token that is not an access token.
const NOT_APPLICABLE: &str = "N_A";
