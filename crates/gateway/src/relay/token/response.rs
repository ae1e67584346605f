//! Converts the token endpoint's responses, including errors, for the page.

use axum::http::StatusCode;
use axum::http::header::{HeaderMap, HeaderValue, RETRY_AFTER, SET_COOKIE};
use haulout_protocol::Code;
use haulout_protocol::http::HTML;
use haulout_protocol::oidc::refresh::RefreshRefusal;
use haulout_protocol::oidc::token::{ErrorResponse, TokenResponse, first_words};
use haulout_protocol::secret::Secret;

use super::echoes::Echoes;
use super::endpoint::TokenEndpoint;
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

/// A response with a session cookie: adds the hint, and the clusters if the page needs them.
pub(super) fn with_session(
    endpoint: &TokenEndpoint,
    (headers, body): PageResponse,
    with_clusters: bool,
) -> Result<PageResponse, Failure> {
    let headers = with_cookie(headers, endpoint.cookies.hint_cookie()?);
    let body = if with_clusters {
        let clusters = endpoint.documents.clusters_beside(body.len());
        with_member(body, "clusters", clusters)
    } else {
        body
    };
    Ok((headers, body))
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

/// A JSON object with one more member, whose value is JSON already.
pub(super) fn with_member(mut object: Vec<u8>, name: &str, value: &[u8]) -> Vec<u8> {
    if object.pop() == Some(b'}') {
        object.extend_from_slice(format!(",\"{name}\":").as_bytes());
        object.extend_from_slice(value);
        object.push(b'}');
    }
    object
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
        status => {
            let secrets = secrets.iter().copied().chain(issuer.client_secret());
            Err(refusal(issuer, status, response, &Echoes::of(secrets)))
        }
    }
}

fn refusal(
    issuer: &Issuer,
    status: StatusCode,
    response: &UpstreamResponse,
    echoes: &Echoes,
) -> Failure {
    let headers = echoes.remove_from(&response.headers);
    // An overloaded issuer, or a proxy before it, says nothing about the grant, whatever the body contains.
    if status == StatusCode::TOO_MANY_REQUESTS || response.is_about_the_connection() {
        return issuer.status_failure(status).with_headers(headers);
    }
    let body = response.body();
    // Some issuers repeat the rejected token.
    let harmless = |text: &str| {
        let text: String = text.chars().take(TEXT_CHARS_MAX).collect();
        (!text.is_empty() && !echoes.are_in(text.as_bytes())).then_some(text)
    };
    let is_from_issuer = status.is_client_error() && response.media_type != HTML;
    // Redirects and other client errors are about the URL, in any form. A 400 to 403 in HTML is the page of a proxy.
    let is_about_the_url =
        status.is_redirection() || status.is_client_error() && status > StatusCode::FORBIDDEN;
    let failure = match ErrorResponse::parse(body) {
        Ok(refusal) if is_from_issuer => {
            let description = refusal.error_description.as_deref().and_then(harmless);
            Failure::from_issuer(status, harmless(&refusal.error), description)
        }
        Ok(_) | Err(_) => {
            let words = harmless(first_words(body).as_str());
            // The page counts how often it comes.
            if refresh_refusal(response).is_some() {
                Failure::from_issuer(status, None, words)
            } else {
                let code = if is_from_issuer || is_about_the_url {
                    Code::TokenResponseInvalid
                } else {
                    Code::IssuerUnreachable
                };
                let (status, words) = (status.as_u16(), words.unwrap_or_default());
                let description = format!("The issuer answered with status {status}. {words}");
                Failure::upstream(code, description.trim_end().to_owned())
            }
        }
    };
    failure.with_headers(headers)
}

/// What the response to a refresh says about the session.
pub(super) fn refresh_refusal(response: &UpstreamResponse) -> Option<RefreshRefusal> {
    let asks_to_wait = response.headers.contains_key(RETRY_AFTER);
    let (status, body) = (response.status.as_u16(), response.body());
    RefreshRefusal::of(status, asks_to_wait, &response.media_type, body)
}

/// Characters of an issuer's text that the page displays.
const TEXT_CHARS_MAX: usize = 300;
