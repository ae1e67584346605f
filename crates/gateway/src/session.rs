//! `/session/start` and `/session/end`: start a sign-in and end a session.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{HeaderMap, HeaderName, HeaderValue, SET_COOKIE};
use axum::response::AppendHeaders;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::config::Config;
use crate::cookies::{Cookies, LOGINS_MAX, Login};
use crate::error::Failure;
use crate::random;
use crate::relay::issuer::Issuer;
use crate::relay::token::{Redemptions, Refreshes};
use crate::secret::Secret;

type WithCookies = (AppendHeaders<Vec<(HeaderName, HeaderValue)>>, Vec<u8>);

#[derive(Serialize)]
struct StartResponse<'a> {
    state: &'a str,
    nonce: &'a str,
    code_challenge: String,
    code_challenge_method: &'static str,
}

#[derive(Serialize)]
struct EndResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    end_session_endpoint: Option<String>,
}

/// `POST /session/start`: returns `state`, `nonce` and the challenge to the page, and keeps the verifier in a cookie.
pub(crate) async fn start(
    State(config): State<Arc<Config>>,
    State(cookies): State<Arc<Cookies>>,
    headers: HeaderMap,
) -> Result<WithCookies, Failure> {
    let login = Login {
        verifier: Secret::new(random::token()?),
        state: Secret::new(random::token()?),
        nonce: random::token()?,
        redirect_uri: config.public.redirect_uri(),
        issuer: config.issuer.identifier.clone(),
    };
    let response = StartResponse {
        state: login.state.secret(),
        nonce: &login.nonce,
        // RFC 7636 §4.2.
        code_challenge: BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(login.verifier.secret())),
        code_challenge_method: "S256",
    };
    let body = serde_json::to_vec(&response).map_err(Failure::internal)?;
    let mut changed = cookies.expired_login_cookies(&headers, LOGINS_MAX - 1)?;
    changed.push(cookies.login_cookie(&login)?);
    Ok((set(changed), body))
}

/// `POST /session/end`: removes all cookies and revokes the refresh token; succeeds even if the issuer fails.
pub(crate) async fn end(
    State(cookies): State<Arc<Cookies>>,
    State(issuer): State<Arc<Issuer>>,
    State(refreshes): State<Refreshes>,
    State(redemptions): State<Redemptions>,
    headers: HeaderMap,
) -> Result<WithCookies, Failure> {
    let end_session_endpoint = match cookies.session(&headers) {
        Some(session) => {
            if let Some(id) = &session.id {
                refreshes.requests.forget(id);
                redemptions.requests.forget(id);
            }
            issuer.invalidate(&session).await;
            issuer.end_session_url().await
        }
        None => None,
    };
    let body = serde_json::to_vec(&EndResponse {
        end_session_endpoint,
    })
    .map_err(Failure::internal)?;
    let mut removed = cookies.expired_login_cookies(&headers, 0)?;
    removed.push(cookies.expired_session_cookie()?);
    Ok((set(removed), body))
}

fn set(cookies: Vec<HeaderValue>) -> AppendHeaders<Vec<(HeaderName, HeaderValue)>> {
    let headers = cookies.into_iter().map(|cookie| (SET_COOKIE, cookie));
    AppendHeaders(headers.collect())
}
