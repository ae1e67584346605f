//! Code redemption: the request from a [`ValidatedCallback`], and the response as a [`TokenSet`] (RFC 6749 §4.1.3,
//! §5).

use alloc::borrow::ToOwned;
use alloc::string::String;

use serde::Serialize;

use super::callback::{CodeBinding, ValidatedCallback};
use super::id_token::UnverifiedToken;
use super::wire::{self, Form};
use crate::config::Config;
use crate::error::{Peer, Reason, Refusal, TokenResponseError, UnreachableReason};
use crate::http::{HTML, Reply};
use crate::json::{Json, JsonError};
use crate::secret::{self, Secret};
use crate::text::ServerText;
use crate::time::Span;

/// A token response of any grant (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3, RFC 8693 §2.2.1). Its serialized form
/// has the members that are read here, in clear.
#[derive(Debug, Serialize)]
pub struct TokenResponse {
    /// The access token; after an exchange, the issued token. **Secret.**
    #[serde(serialize_with = "secret::in_clear")]
    pub access_token: Secret<String>,
    /// Only after an exchange.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_token_type: Option<String>,
    /// `Bearer`, or `N_A` for an issued token that is not an access token.
    pub token_type: String,
    /// The lifetime of the access token in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<u64>,
    /// The lifetime of the refresh token in seconds, as Keycloak sends it; none if it does not expire.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_expires_in: Option<u64>,
    /// The granted scopes, if they differ from the requested ones. Nothing here needs them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// For the next refresh. **Secret.**
    #[serde(
        serialize_with = "secret::in_clear_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub refresh_token: Option<Secret<String>>,
    /// The ID token. **Secret.**
    #[serde(
        serialize_with = "secret::in_clear_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub id_token: Option<Secret<String>>,
}

impl TokenResponse {
    /// Parses a response. The `oauth2` crate's own type accepts only whole numbers for `expires_in`, and its error
    /// contains the whole body.
    ///
    /// # Errors
    /// It is not JSON of that shape.
    pub fn parse(body: &[u8]) -> Result<Self, Reason> {
        Self::read(body).map_err(malformed)
    }

    fn read(body: &[u8]) -> Result<Self, JsonError> {
        let json = Json::parse(body)?;
        let raw = json.root()?;
        Ok(Self {
            access_token: Secret::new(raw.filled("access_token")?),
            issued_token_type: raw.text_if_any("issued_token_type").map(ToOwned::to_owned),
            token_type: raw.text("token_type")?.to_owned(),
            expires_in: raw.get("expires_in").and_then(seconds),
            refresh_expires_in: raw
                .get("refresh_expires_in")
                .and_then(seconds)
                .filter(|seconds| *seconds > 0),
            scope: raw.text_if_any("scope").map(ToOwned::to_owned),
            refresh_token: raw.non_empty_text("refresh_token")?.map(Secret::new),
            id_token: raw.non_empty_text("id_token")?.map(Secret::new),
        })
    }
}

fn malformed(error: JsonError) -> Reason {
    Reason::TokenResponse(TokenResponseError::Malformed(error))
}

/// Some issuers send `expires_in` as a string, some as a fraction, some not at all; any other value counts as absent.
fn seconds(value: &Json) -> Option<u64> {
    match value {
        Json::Number(number) if (0.0..=MAX_SECONDS).contains(number) => Some(*number as u64),
        Json::Text(text) => text.parse().ok(),
        Json::Null | Json::Flag(_) | Json::Number(_) | Json::List(_) | Json::Object(_) => None,
    }
}

/// An error response of the authorization server, as received (RFC 6749 §5.2).
pub struct ErrorResponse {
    /// The error code.
    pub error: String,
    /// The explanation, which may repeat parts of the request.
    pub error_description: Option<String>,
}

impl ErrorResponse {
    /// Parses a response.
    ///
    /// # Errors
    /// It is not JSON of that shape.
    pub fn parse(body: &[u8]) -> Result<Self, Reason> {
        Self::read(body).map_err(malformed)
    }

    fn read(body: &[u8]) -> Result<Self, JsonError> {
        let json = Json::parse(body)?;
        let raw = json.root()?;
        Ok(Self {
            error: raw.filled("error")?,
            error_description: raw.text_if_any("error_description").map(ToOwned::to_owned),
        })
    }
}

/// The tokens of a redemption or a refresh. In `sealed` mode they are the gateway's handles.
#[derive(Debug)]
pub struct TokenSet {
    /// For the token exchange. **Secret.**
    pub access_token: Secret<String>,
    /// The lifetime of the access token, if the issuer said so.
    pub expires_in: Option<Span>,
    /// The lifetime of the refresh token, if the issuer said so.
    pub refresh_expires_in: Option<Span>,
    /// For the next refresh; none if the issuer returned none. **Secret.**
    pub refresh_token: Option<Secret<String>>,
    /// Not verified yet; only a refresh may have none.
    pub id_token: Option<UnverifiedToken>,
}

/// The form that redeems the code of a validated callback.
pub(crate) fn build(config: &Config, callback: &ValidatedCallback) -> Form {
    let (verifier, state) = match &callback.binding {
        CodeBinding::Page { verifier, .. } => (Some(verifier), None),
        CodeBinding::Gateway { state } => (None, Some(state.secret().as_str())),
    };
    wire::code_form(config, &callback.code, verifier, state)
}

/// Parses the response to a redemption.
pub(crate) fn process(reply: &Reply) -> Result<TokenSet, Reason> {
    let tokens = process_any(reply).map_err(|failed| failed.reason)?;
    match tokens.id_token {
        Some(_) => Ok(tokens),
        None => Err(Reason::TokenResponse(TokenResponseError::NoIdToken)),
    }
}

/// Parses the response to a redemption or a refresh; a refusal is a [`Reason::Token`].
pub(super) fn process_any(reply: &Reply) -> Result<TokenSet, RefreshError> {
    if reply.status != OK {
        return Err(Reason::Token(refusal(reply)?).into());
    }
    let answer = TokenResponse::parse(reply.body.secret())?;
    let newest = answer.refresh_token;
    // The comparison is case-insensitive (RFC 6749 §5.1).
    if !answer.token_type.eq_ignore_ascii_case("bearer") {
        let reason = Reason::TokenResponse(TokenResponseError::TokenType);
        return Err(RefreshError { reason, newest });
    }
    match answer.id_token.map(UnverifiedToken::parse).transpose() {
        Ok(id_token) => Ok(TokenSet {
            access_token: answer.access_token,
            expires_in: answer.expires_in.map(Span::from_secs),
            refresh_expires_in: answer.refresh_expires_in.map(Span::from_secs),
            refresh_token: newest,
            id_token,
        }),
        Err(fault) => Err(RefreshError {
            reason: Reason::IdToken(fault),
            newest,
        }),
    }
}

/// An unusable response, except for its refresh token, because the previous one is already spent.
#[derive(Debug)]
pub(crate) struct RefreshError {
    pub(crate) reason: Reason,
    pub(crate) newest: Option<Secret<String>>,
}

impl From<Reason> for RefreshError {
    fn from(reason: Reason) -> Self {
        Self {
            reason,
            newest: None,
        }
    }
}

/// Parses an error response (RFC 6749 §5.2).
///
/// # Errors
/// It has another form, as that of a proxy, which must not count as a refusal: its status and its first words.
pub(super) fn refusal(reply: &Reply) -> Result<Refusal, Reason> {
    let body = reply.body.secret();
    let is_oauth = (400..=403).contains(&reply.status) && reply.media_type != HTML;
    match ErrorResponse::read(body) {
        Ok(answer) if is_oauth => {
            let description = answer.error_description.unwrap_or_default();
            Ok(Refusal::new(&answer.error, &description))
        }
        Ok(_) | Err(_) => {
            let words = UnreachableReason::Status(reply.status, first_words(body));
            Err(Reason::Unreachable(Peer::Issuer, words))
        }
    }
}

/// The first words of an error response that is not in OAuth form.
#[must_use]
pub fn first_words(body: &[u8]) -> ServerText {
    let json = Json::parse(body).unwrap_or(Json::Null);
    let message = json.text("error_description").or(json.text("message"));
    ServerText::first_words(message.map_or(body, str::as_bytes))
}

const OK: u16 = 200;
/// More than a century; every whole number up to here is exact.
const MAX_SECONDS: f64 = 4_294_967_295.0;
