//! Token mode `sealed`: the page sends handles, and the gateway replaces them by the tokens in its cookies.

mod code;

use std::sync::Arc;

use axum::http::StatusCode;
use axum::http::header::HeaderMap;
use haulout_protocol::Code;
use haulout_protocol::oidc::exchange::{ACCESS_TOKEN_TYPE, GRANT_TYPE, JWT_TYPE};
use haulout_protocol::oidc::token::TokenResponse;

use super::endpoint::TokenEndpoint;
use super::form::Grant;
use super::response::{self, PageResponse};
use super::shared_requests::{RequestKey, SealedResponse};
use super::sign_in_required;
use crate::cookies::{Session, SessionId};
use crate::error::Failure;
use crate::id_token;
use crate::relay::upstream::UpstreamResponse;
use crate::secret::Secret;

/// Redeems a grant with the tokens of this browser's cookies.
pub(super) async fn redeem(
    endpoint: &TokenEndpoint,
    headers: &HeaderMap,
    grant: Grant,
) -> Result<PageResponse, Failure> {
    match grant {
        Grant::Code {
            code,
            state,
            verifier: _,
        } => code::redeem(endpoint, headers, code, state.as_ref()).await,
        Grant::Refresh {
            token,
            with_clusters,
        } => {
            check_handle(&token)?;
            refresh_grant(endpoint, headers, with_clusters).await
        }
        Grant::Exchange { audience, subject } => {
            check_handle(&subject)?;
            exchange_grant(endpoint, headers, &audience).await
        }
    }
}

async fn refresh_grant(
    endpoint: &TokenEndpoint,
    headers: &HeaderMap,
    with_clusters: bool,
) -> Result<PageResponse, Failure> {
    let no_session = || sign_in_required(&endpoint.cookies, headers);
    let session = endpoint.cookies.session(headers).ok_or_else(no_session)?;
    let refresh_token = session.refresh_token.as_ref().ok_or_else(no_session)?;
    let key = key(endpoint, &session, refresh_token);
    let id = session.id.clone();
    let pending = refresh(endpoint.clone(), session, key);
    let requests = &endpoint.refreshes.requests;
    let ended = endpoint.clone();
    let discard = |response| discard(ended, response);
    let answer = requests.answer(key, id, pending, discard).await?;
    response::with_session(endpoint, answer, with_clusters)
}

/// Invalidates a session that ended before its tokens arrived.
async fn discard(endpoint: TokenEndpoint, response: Arc<SealedResponse>) {
    if let Some(session) = endpoint.cookies.session_in(&response.cookie) {
        endpoint.issuer.invalidate(&session).await;
    }
}

/// Refreshes a session at the issuer.
async fn refresh(
    endpoint: TokenEndpoint,
    session: Session,
    key: RequestKey,
) -> Result<SealedResponse, Failure> {
    let refresh_token = session
        .refresh_token
        .as_ref()
        .ok_or_else(Failure::sign_in_required)?;
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh_token.secret()),
    ];
    let answer = endpoint.issuer.request_token(&fields).await?;
    let tokens = match response::read(&endpoint.issuer, &answer, &[refresh_token]) {
        Ok(tokens) => tokens,
        // An error leaves the cookie unchanged, because another tab may just have replaced it, until it is certain that
        // this session has ended.
        Err(failure) => {
            let refusal = response::refresh_refusal(&answer);
            let has_ended = refusal.is_some_and(|it| endpoint.refreshes.has_ended(key, it));
            return Err(if has_ended {
                let cookies = &endpoint.cookies;
                failure
                    .with_cookie(cookies.expired_session_cookie()?)
                    .with_cookie(cookies.expired_hint_cookie()?)
            } else {
                failure
            });
        }
    };
    endpoint.refreshes.accept(&key);
    let checked = check_id_token(&tokens, None, &answer);
    let rotated = tokens
        .refresh_token
        .as_ref()
        .is_some_and(|newest| newest.secret() != refresh_token.secret());
    let mut session = session_of(&endpoint, &tokens, session);
    session.rotates = rotated;
    // The cookie is written before any check fails, because rotation has already invalidated the old token.
    let cookie = endpoint.cookies.session_cookie(&session)?;
    match checked {
        Ok(()) => Ok(SealedResponse {
            headers: answer.headers,
            cookie,
            body: response::for_page(tokens, session.refresh_token.is_some())?.into(),
            is_final: rotated,
        }),
        Err(failure) => Err(failure.with_cookie(cookie)),
    }
}

async fn exchange_grant(
    endpoint: &TokenEndpoint,
    headers: &HeaderMap,
    audience: &str,
) -> Result<PageResponse, Failure> {
    let no_session = || sign_in_required(&endpoint.cookies, headers);
    let session = endpoint.cookies.session(headers).ok_or_else(no_session)?;
    let refused = match exchange(endpoint, &session, audience).await {
        // RFC 6749 §5.2; after 429 the issuer gets no second request.
        Err(failure)
            if [StatusCode::BAD_REQUEST, StatusCode::UNAUTHORIZED].contains(&failure.status()) =>
        {
            failure
        }
        exchanged => return exchanged,
    };
    // Another tab of this browser may have rotated the session meanwhile, which invalidates this access token. Retry
    // with the new one.
    let Some(refresh_token) = &session.refresh_token else {
        return Err(refused);
    };
    let key = key(endpoint, &session, refresh_token);
    let rotation = endpoint.refreshes.requests.result(&key).await;
    let newest = rotation.and_then(|rotation| endpoint.cookies.session_in(&rotation.cookie));
    match newest {
        Some(newest) => exchange(endpoint, &newest, audience).await,
        None => Err(refused),
    }
}

async fn exchange(
    endpoint: &TokenEndpoint,
    session: &Session,
    audience: &str,
) -> Result<PageResponse, Failure> {
    let access_token = session.access_token.as_ref();
    let access_token = access_token.ok_or_else(Failure::sign_in_required)?;
    let fields = [
        ("grant_type", GRANT_TYPE),
        ("audience", audience),
        ("subject_token", access_token.secret()),
        ("subject_token_type", ACCESS_TOKEN_TYPE),
        ("requested_token_type", JWT_TYPE),
    ];
    let answer = endpoint.issuer.request_token(&fields).await?;
    let tokens = response::read(&endpoint.issuer, &answer, &[access_token])?;
    Ok((answer.headers, response::exchanged_for_page(tokens)?))
}

fn key(endpoint: &TokenEndpoint, session: &Session, refresh_token: &Secret) -> RequestKey {
    let id = session.id.as_ref().map_or("", SessionId::as_str);
    RequestKey::new(&endpoint.config.issuer, id, refresh_token)
}

/// The gateway's own page sends only the handle.
fn check_handle(token: &Secret) -> Result<(), Failure> {
    if token.secret() == response::HANDLE {
        Ok(())
    } else {
        Err(Failure::request("The token must be the handle."))
    }
}

/// Checks `at_hash`, since only the gateway has both tokens that it binds, and a sign-in's `nonce`, so that an ID token of
/// another sign-in starts no session. The page checks everything else.
fn check_id_token(
    tokens: &TokenResponse,
    nonce: Option<&str>,
    answer: &UpstreamResponse,
) -> Result<(), Failure> {
    let Some(token) = &tokens.id_token else {
        return Ok(());
    };
    let checked = id_token::read(token.secret()).and_then(|token| {
        nonce.map_or(Ok(()), |nonce| token.check_nonce(nonce))?;
        token.check_access_token(tokens.access_token.secret())
    });
    let Err(error) = checked else {
        return Ok(());
    };
    let description = format!("The issuer's ID token fails validation: {error}.");
    Err(Failure::upstream(Code::IdTokenInvalid, description).with_headers(answer.headers.clone()))
}

/// The tokens that stay out of the page; without rotation, the previous refresh token is kept.
fn session_of(endpoint: &TokenEndpoint, tokens: &TokenResponse, before: Session) -> Session {
    let keep =
        |token: &haulout_protocol::secret::Secret<String>| Secret::new(token.secret().clone());
    let refresh_token = tokens.refresh_token.as_ref().map(keep);
    Session {
        refresh_token: refresh_token.or(before.refresh_token),
        access_token: (endpoint.config.any_audience()).then(|| keep(&tokens.access_token)),
        id: before.id,
        rotates: before.rotates,
    }
}
