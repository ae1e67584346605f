//! `/session/end`: ends a session.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{HeaderMap, HeaderName, HeaderValue, SET_COOKIE};
use axum::response::AppendHeaders;
use serde::Serialize;

use crate::cookies::Cookies;
use crate::error::Failure;
use crate::relay::issuer::Issuer;
use crate::relay::token::{Redemptions, Refreshes};

type WithCookies = (AppendHeaders<Vec<(HeaderName, HeaderValue)>>, Vec<u8>);

#[derive(Serialize)]
struct EndResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    end_session_endpoint: Option<String>,
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
    removed.push(cookies.expired_hint_cookie()?);
    Ok((set(removed), body))
}

fn set(cookies: Vec<HeaderValue>) -> AppendHeaders<Vec<(HeaderName, HeaderValue)>> {
    let headers = cookies.into_iter().map(|cookie| (SET_COOKIE, cookie));
    AppendHeaders(headers.collect())
}
