//! `POST /issuer/token`: redeems three typed grants, with tokens that the page may not have.

mod echoes;
mod endpoint;
mod form;
mod page;
mod redemptions;
mod refreshes;
mod response;
mod sealed;
mod shared_requests;

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::HeaderMap;

pub(crate) use endpoint::TokenEndpoint;
pub(crate) use redemptions::Redemptions;
pub(crate) use refreshes::Refreshes;

use crate::config::TokenMode;
use crate::cookies::Cookies;
use crate::error::Failure;
use crate::form::{FORM, Form};
use crate::metrics::{Metrics, Outcome};
use crate::request_body;
use form::Grant;
use response::PageResponse;

/// Parses the grant and redeems it according to the token mode.
pub(crate) async fn redeem(
    State(endpoint): State<TokenEndpoint>,
    State(metrics): State<Arc<Metrics>>,
    headers: HeaderMap,
    body: Body,
) -> Result<PageResponse, Failure> {
    // A stranger's body is not even read.
    let cookies = &endpoint.cookies;
    if endpoint.config.tokens == TokenMode::Sealed
        && cookies.session(&headers).is_none()
        && !cookies.has_login(&headers)
    {
        return Err(sign_in_required(cookies, &headers));
    }
    let form = request_body::read(&headers, FORM, body).await?;
    let form = Form::parse(&form)?;
    let grant = Grant::read(form, &endpoint.config)?;
    let name = grant.name();
    let began = Instant::now();
    let redeemed = match endpoint.config.tokens {
        TokenMode::Page => page::redeem(&endpoint, &grant).await,
        TokenMode::Sealed => sealed::redeem(&endpoint, &headers, grant).await,
    };
    let outcome = redeemed
        .as_ref()
        .map_or_else(|failure| Outcome::of(failure.status()), |_| Outcome::ok);
    metrics.count_token_request(name, outcome);
    metrics.observe_upstream("issuer", began.elapsed());
    redeemed
}

/// The failure for a request without a session. The browser must not go on believing that it has one.
fn sign_in_required(cookies: &Cookies, headers: &HeaderMap) -> Failure {
    let failure = Failure::sign_in_required();
    if !cookies.has_hint(headers) {
        return failure;
    }
    match cookies.expired_hint_cookie() {
        Ok(cookie) => failure.with_cookie(cookie),
        Err(internal) => internal,
    }
}
