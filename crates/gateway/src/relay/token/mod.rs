//! `POST /issuer/token`: redeems three typed grants, with tokens that the page may not have.

mod endpoint;
mod form;
mod page;
mod refreshes;
mod response;
mod sealed;

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

pub(crate) use endpoint::TokenEndpoint;
pub(crate) use refreshes::Refreshes;

use crate::config::TokenMode;
use crate::error::Failure;
use crate::guard;
use crate::metrics::{Metrics, Outcome};
use form::{Form, Grant};
use response::PageResponse;

/// Parses the grant and redeems it according to the token mode.
pub(crate) async fn redeem(
    State(endpoint): State<TokenEndpoint>,
    State(metrics): State<Arc<Metrics>>,
    headers: HeaderMap,
    body: Body,
) -> Result<PageResponse, Failure> {
    let is_form = |value: &HeaderValue| {
        let text = value.to_str().unwrap_or_default();
        text.split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .eq_ignore_ascii_case("application/x-www-form-urlencoded")
    };
    if !headers.get(CONTENT_TYPE).is_some_and(is_form) {
        return Err(Failure::request("A token request must be a form."));
    }
    let form = Form::parse(&guard::read_body(body).await?)?;
    let grant = Grant::read(form, &endpoint.config)?;
    let began = Instant::now();
    let redeemed = match endpoint.config.tokens {
        TokenMode::Page => page::redeem(&endpoint, &grant).await,
        TokenMode::Sealed => sealed::redeem(&endpoint, &headers, &grant).await,
    };
    let outcome = redeemed
        .as_ref()
        .map_or_else(|failure| Outcome::of(failure.status()), |_| Outcome::ok);
    metrics.count_token_request(grant.name(), outcome);
    metrics.observe_upstream("issuer", began.elapsed());
    redeemed
}
