//! `POST /issuer/token`: three grants, each typed, redeemed with real tokens that the page may not have.

mod answer;
mod form;
mod page;
mod refreshes;
mod sealed;

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, HeaderMap, HeaderValue, SET_COOKIE};

use crate::app::Gateway;
use crate::config::TokenMode;
use crate::error::Failure;
use crate::guard;
use crate::metrics::Outcome;
use form::{Form, Grant};
pub(crate) use refreshes::Refreshes;

type Answered = (HeaderMap, Vec<u8>);

/// Reads the grant and redeems it as the token mode says.
pub(crate) async fn redeem(
    State(gateway): State<Arc<Gateway>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Answered, Failure> {
    let is_form = |value: &HeaderValue| {
        let text = value.to_str().unwrap_or_default();
        text.split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .eq_ignore_ascii_case("application/x-www-form-urlencoded")
    };
    if !headers.get(CONTENT_TYPE).is_some_and(is_form) {
        return Err(Failure::request("A token request is a form."));
    }
    let form = Form::parse(&guard::read_body(body).await?)?;
    let grant = Grant::read(form, &gateway.config)?;
    let began = Instant::now();
    let redeemed = match gateway.config.tokens {
        TokenMode::Page => page::redeem(&gateway, &grant).await,
        TokenMode::Sealed => sealed::redeem(&gateway, &headers, &grant).await,
    };
    let outcome = redeemed
        .as_ref()
        .map_or_else(|failure| Outcome::of(failure.status()), |_| Outcome::ok);
    let metrics = &gateway.process.metrics;
    metrics.redeemed(grant.name(), outcome);
    metrics.upstream_took("issuer", began.elapsed());
    redeemed
}

fn with_cookie(mut headers: HeaderMap, cookie: HeaderValue) -> HeaderMap {
    headers.append(SET_COOKIE, cookie);
    headers
}

/// The subject of every exchange (RFC 8693 §3).
const ACCESS_TOKEN_TYPE: &str = "urn:ietf:params:oauth:token-type:access_token";
/// The result of every exchange.
const JWT_TYPE: &str = "urn:ietf:params:oauth:token-type:jwt";
/// RFC 8693 §2.1.
const EXCHANGE_GRANT: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
