//! Token mode `page`: the page keeps all tokens, and the gateway only relays the request.

use axum::http::header::HeaderMap;
use haulout_protocol::oidc::exchange::{ACCESS_TOKEN_TYPE, GRANT_TYPE, JWT_TYPE};

use super::endpoint::TokenEndpoint;
use super::form::Grant;
use super::response::{self, PageResponse};
use crate::error::Failure;

/// Rebuilds the grant for the issuer, and its response for the page.
pub(super) async fn redeem(
    endpoint: &TokenEndpoint,
    grant: &Grant,
) -> Result<PageResponse, Failure> {
    let redirect_uri = endpoint.config.public.redirect_uri();
    let (fields, secrets) = match grant {
        Grant::Code {
            code,
            verifier,
            state: _,
        } => {
            let verifier = verifier
                .as_ref()
                .ok_or_else(|| Failure::request("The form needs `code_verifier`."))?;
            let fields = vec![
                ("grant_type", "authorization_code"),
                ("code", code.secret()),
                ("redirect_uri", &redirect_uri),
                ("code_verifier", verifier.secret()),
            ];
            (fields, vec![code, verifier])
        }
        Grant::Refresh { token, .. } => {
            let fields = vec![
                ("grant_type", "refresh_token"),
                ("refresh_token", token.secret()),
            ];
            (fields, vec![token])
        }
        Grant::Exchange { audience, subject } => {
            let fields = vec![
                ("grant_type", GRANT_TYPE),
                ("audience", audience),
                ("subject_token", subject.secret()),
                ("subject_token_type", ACCESS_TOKEN_TYPE),
                ("requested_token_type", JWT_TYPE),
            ];
            (fields, vec![subject])
        }
    };
    let answer = endpoint.issuer.request_token(&fields).await?;
    let tokens = response::read(&endpoint.issuer, &answer, &secrets)?;
    let headers: HeaderMap = answer.headers;
    Ok((
        headers,
        serde_json::to_vec(&tokens).map_err(Failure::internal)?,
    ))
}
