//! The token endpoint's answers as typed fields, refusals among them.

use axum::http::StatusCode;
use axum::http::header::{HeaderMap, HeaderValue, SET_COOKIE};
use haulout_protocol::Code;
use serde::{Deserialize, Deserializer, Serialize};

use crate::error::Failure;
use crate::relay::issuer::Issuer;
use crate::relay::upstream::Answer;
use crate::secret::Secret;

/// What the page gets: headers and a body.
pub(super) type Answered = (HeaderMap, Vec<u8>);

/// The same headers with one more cookie.
pub(super) fn with_cookie(mut headers: HeaderMap, cookie: HeaderValue) -> HeaderMap {
    headers.append(SET_COOKIE, cookie);
    headers
}

/// RFC 6749 §5.1 with the ID token of OpenID Connect, and RFC 8693 §2.2.1.
#[derive(Deserialize, Serialize)]
pub(super) struct Tokens {
    pub(super) access_token: Secret,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued_token_type: Option<String>,
    token_type: String,
    #[serde(
        default,
        deserialize_with = "seconds",
        skip_serializing_if = "Option::is_none"
    )]
    expires_in: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id_token: Option<Secret>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) refresh_token: Option<Secret>,
}

impl Tokens {
    /// The ID token, which an exchange puts in the access token's place.
    fn signed(&self) -> Option<&Secret> {
        let is_exchanged = self.issued_token_type.is_some();
        self.id_token
            .as_ref()
            .or(is_exchanged.then_some(&self.access_token))
    }

    /// Takes access and refresh token out, and leaves nothing of them behind.
    pub(super) fn take_real_ones(&mut self) -> (Option<Secret>, Option<Secret>) {
        let access_token = std::mem::replace(&mut self.access_token, handle());
        (Some(access_token), self.refresh_token.take())
    }

    /// The answer to a code or a refresh as the page sees it: an ID token, and handles for the rest.
    pub(super) fn for_page(self, refreshable: bool) -> Result<Vec<u8>, Failure> {
        let tokens = Self {
            access_token: handle(),
            issued_token_type: None,
            token_type: "bearer".to_owned(),
            refresh_token: refreshable.then(handle),
            ..self
        };
        serde_json::to_vec(&tokens).map_err(Failure::internal)
    }

    /// The answer to an exchange as the page sees it: RFC 8693 names the issued JWT an access token, and nothing else
    /// of the answer is the page's.
    pub(super) fn exchanged_for_page(self) -> Result<Vec<u8>, Failure> {
        let tokens = Self {
            id_token: None,
            refresh_token: None,
            scope: None,
            ..self
        };
        serde_json::to_vec(&tokens).map_err(Failure::internal)
    }
}

fn handle() -> Secret {
    Secret::new(HANDLE.to_owned())
}

/// What the page holds in place of a token.
pub(super) const HANDLE: &str = "sealed";

/// RFC 6749 §5.2.
#[derive(Deserialize)]
struct Refusal {
    error: String,
    error_description: Option<String>,
}

/// Reads tokens, or turns the answer into what the page is told, which is none of the `kept` secrets.
pub(super) fn read(issuer: &Issuer, answer: &Answer, kept: &[&Secret]) -> Result<Tokens, Failure> {
    match answer.status {
        status if status.is_success() => {
            let tokens: Tokens = answer.json(Code::TokenResponseInvalid)?;
            if let Some(token) = tokens.signed() {
                issuer.has_signed(token);
            }
            Ok(tokens)
        }
        // It says nothing about what was presented, whatever words come with it.
        StatusCode::TOO_MANY_REQUESTS => Err(issuer.refused(answer)),
        status if status.is_client_error() => Err(refusal(status, answer, kept)),
        _ => Err(issuer.refused(answer)),
    }
}

fn refusal(status: StatusCode, answer: &Answer, kept: &[&Secret]) -> Failure {
    match answer.json::<Refusal>(Code::TokenResponseInvalid) {
        Ok(Refusal {
            error,
            error_description,
        }) => {
            // Some issuers say which token they did not like.
            let repeats = |text: &&str| kept.iter().any(|secret| text.contains(secret.secret()));
            let description = error_description.as_deref();
            let description = description.filter(|text| !repeats(text)).map(bounded);
            Failure::of_issuer(status, bounded(&error), description)
                .with_headers(answer.passed.clone())
        }
        Err(unreadable) => unreadable,
    }
}

fn bounded(text: &str) -> String {
    text.chars().take(DESCRIPTION_CHARS_MAX).collect()
}

/// A number, as the RFC says, or the same in quotes, as some issuers say; anything else counts as absent.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(u64),
        Text(String),
        Other(serde::de::IgnoredAny),
    }
    Ok(match Written::deserialize(deserializer)? {
        Written::Number(seconds) => Some(seconds),
        Written::Text(text) => text.parse().ok(),
        Written::Other(_) => None,
    })
}

/// Characters of an issuer's sentence that a page has room for.
const DESCRIPTION_CHARS_MAX: usize = 300;
