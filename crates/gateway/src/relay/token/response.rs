//! Converts the token endpoint's responses, including errors, for the page.

use axum::http::StatusCode;
use axum::http::header::{HeaderMap, HeaderValue, SET_COOKIE};
use haulout_protocol::oidc::token::{ErrorResponse, TokenResponse};
use haulout_protocol::secret::Secret;

use crate::error::Failure;
use crate::relay::issuer::Issuer;
use crate::relay::upstream::UpstreamResponse;
use crate::secret::Secret as GatewaySecret;

/// Headers and body of the response to the page.
pub(super) type PageResponse = (HeaderMap, Vec<u8>);

/// Adds a cookie to the headers.
pub(super) fn with_cookie(mut headers: HeaderMap, cookie: HeaderValue) -> HeaderMap {
    headers.append(SET_COOKIE, cookie);
    headers
}

/// The issued JWT: the ID token, or after an exchange the access token.
fn issued_jwt(tokens: &TokenResponse) -> Option<&Secret<String>> {
    let is_exchanged = tokens.issued_token_type.is_some();
    let issued = is_exchanged.then_some(&tokens.access_token);
    tokens.id_token.as_ref().or(issued)
}

/// The response to a code or refresh for the page: the ID token, and handles in place of the other tokens.
pub(super) fn for_page(tokens: TokenResponse, refreshable: bool) -> Result<Vec<u8>, Failure> {
    let tokens = TokenResponse {
        access_token: handle(),
        issued_token_type: None,
        token_type: "bearer".to_owned(),
        refresh_token: refreshable.then(handle),
        ..tokens
    };
    serde_json::to_vec(&tokens).map_err(Failure::internal)
}

/// The response to an exchange for the page. RFC 8693 calls the issued JWT an access token; the other tokens are
/// removed.
pub(super) fn exchanged_for_page(tokens: TokenResponse) -> Result<Vec<u8>, Failure> {
    let tokens = TokenResponse {
        id_token: None,
        refresh_token: None,
        scope: None,
        ..tokens
    };
    serde_json::to_vec(&tokens).map_err(Failure::internal)
}

fn handle() -> Secret<String> {
    Secret::new(HANDLE.to_owned())
}

/// What the page gets in place of a token.
pub(super) const HANDLE: &str = "sealed";

/// Parses tokens, or converts the response into a failure that contains none of `secrets`.
pub(super) fn read(
    issuer: &Issuer,
    response: &UpstreamResponse,
    secrets: &[&GatewaySecret],
) -> Result<TokenResponse, Failure> {
    match response.status {
        status if status.is_success() => {
            let tokens = response.read(TokenResponse::parse)?;
            if let Some(token) = issued_jwt(&tokens) {
                issuer.check_signing_key(token.secret());
            }
            Ok(tokens)
        }
        // It says nothing about the grant, whatever its body contains.
        StatusCode::TOO_MANY_REQUESTS => Err(issuer.status_failure(response)),
        status if status.is_client_error() => Err(refusal(status, response, secrets)),
        _ => Err(issuer.status_failure(response)),
    }
}

fn refusal(status: StatusCode, response: &UpstreamResponse, secrets: &[&GatewaySecret]) -> Failure {
    let refusal = match response.read(ErrorResponse::parse) {
        Ok(refusal) => refusal,
        Err(unreadable) => return unreadable,
    };
    // Some issuers repeat the rejected token.
    let repeats = |text: &&str| secrets.iter().any(|secret| text.contains(secret.secret()));
    let description = refusal.error_description.as_deref();
    let description = description.filter(|text| !repeats(text)).map(truncate);
    Failure::from_issuer(status, truncate(&refusal.error), description)
        .with_headers(response.headers.clone())
}

fn truncate(text: &str) -> String {
    text.chars().take(DESCRIPTION_CHARS_MAX).collect()
}

/// Characters of an issuer's description that the page displays.
const DESCRIPTION_CHARS_MAX: usize = 300;
