//! Code redemption: the request from a [`ValidatedCallback`], the answer to a [`TokenSet`] (RFC 6749 §4.1.3, §5).

use alloc::string::String;

use super::callback::ValidatedCallback;
use super::id_token::UnverifiedToken;
use super::wire::{self, Form};
use crate::config::{Config, TokenMode};
use crate::error::{Reason, Refusal, TokenResponseFault};
use crate::json::Json;
use crate::secret::Secret;
use crate::time::Span;

/// What a redemption or a refresh answered. In `sealed` mode the tokens are the gateway's handles.
#[derive(Debug)]
pub struct TokenSet {
    /// For the token exchange. **Secret.**
    pub access_token: Secret<String>,
    /// How long the access token lives, if the issuer said so.
    pub expires_in: Option<Span>,
    /// For the next refresh; none if the issuer gives none. **Secret.**
    pub refresh_token: Option<Secret<String>>,
    /// Not to be believed yet; none only on refresh.
    pub id_token: Option<UnverifiedToken>,
}

/// The form that redeems the code of a callback that was checked.
pub(crate) fn build(config: &Config, callback: &ValidatedCallback) -> Form {
    let pending = &callback.pending;
    let state = match config.tokens {
        TokenMode::Sealed(_) => Some(pending.state.as_str()),
        TokenMode::Page(_) => None,
    };
    wire::code_form(config, &callback.code, pending.verifier.as_ref(), state)
}

/// Reads the answer to a redemption.
pub(crate) fn process(status: u16, body: &[u8]) -> Result<TokenSet, Reason> {
    let tokens = process_any(status, body).map_err(|unusable| unusable.reason)?;
    match tokens.id_token {
        Some(_) => Ok(tokens),
        None => Err(Reason::TokenResponse(TokenResponseFault::NoIdToken)),
    }
}

/// Reads the answer to a redemption or a refresh; a refusal is a [`Reason::Token`].
pub(super) fn process_any(status: u16, body: &[u8]) -> Result<TokenSet, Unusable> {
    if status != OK {
        return Err(Reason::Token(refusal(body)).into());
    }
    let answer = wire::parse(body)
        .map_err(|fault| Reason::TokenResponse(TokenResponseFault::Malformed(fault)))?;
    let newest = answer.refresh_token;
    // The comparison is case-insensitive (RFC 6749 §5.1).
    if !answer.token_type.eq_ignore_ascii_case("bearer") {
        let reason = Reason::TokenResponse(TokenResponseFault::TokenType);
        return Err(Unusable { reason, newest });
    }
    match answer.id_token.map(UnverifiedToken::parse).transpose() {
        Ok(id_token) => Ok(TokenSet {
            access_token: answer.access_token,
            expires_in: answer.expires_in.map(Span::from_secs),
            refresh_token: newest,
            id_token,
        }),
        Err(fault) => Err(Unusable {
            reason: Reason::IdToken(fault),
            newest,
        }),
    }
}

/// An answer that cannot be used, but for the refresh token in it: the one before it is dead already.
#[derive(Debug)]
pub(crate) struct Unusable {
    pub(crate) reason: Reason,
    pub(crate) newest: Option<Secret<String>>,
}

impl From<Reason> for Unusable {
    fn from(reason: Reason) -> Self {
        Self {
            reason,
            newest: None,
        }
    }
}

/// Reads an error answer (RFC 6749 §5.2); one that is none still counts as a refusal, without words.
pub(super) fn refusal(body: &[u8]) -> Refusal {
    let json = Json::parse(body).unwrap_or(Json::Null);
    let root = json.root();
    let text = |name| root.as_ref().ok()?.optional_text(name).ok()?;
    Refusal::new(
        text("error").unwrap_or_default(),
        text("error_description").unwrap_or_default(),
    )
}

const OK: u16 = 200;
