//! Token mode `page`: the page holds every token; the gateway only carries the request across.

use axum::http::header::HeaderMap;

use super::form::Grant;
use super::{ACCESS_TOKEN_TYPE, Answered, EXCHANGE_GRANT, JWT_TYPE, answer};
use crate::app::Gateway;
use crate::error::Failure;

/// Rebuilds the grant for the issuer and its answer for the page.
pub(super) async fn redeem(gateway: &Gateway, grant: &Grant) -> Result<Answered, Failure> {
    let redirect_uri = gateway.config.public.redirect_uri();
    let fields = match grant {
        Grant::Code {
            code,
            verifier,
            state: _,
        } => {
            let verifier = verifier
                .as_ref()
                .ok_or_else(|| Failure::request("The form needs `code_verifier`."))?;
            vec![
                ("grant_type", "authorization_code"),
                ("code", code.secret()),
                ("redirect_uri", &redirect_uri),
                ("code_verifier", verifier.secret()),
            ]
        }
        Grant::Refresh { token } => vec![
            ("grant_type", "refresh_token"),
            ("refresh_token", token.secret()),
        ],
        Grant::Exchange { audience, subject } => vec![
            ("grant_type", EXCHANGE_GRANT),
            ("audience", audience),
            ("subject_token", subject.secret()),
            ("subject_token_type", ACCESS_TOKEN_TYPE),
            ("requested_token_type", JWT_TYPE),
        ],
    };
    let answer = gateway.issuer.request_token(&fields).await?;
    let tokens = answer::read(&gateway.issuer, &answer, &[])?;
    let headers: HeaderMap = answer.passed;
    Ok((
        headers,
        serde_json::to_vec(&tokens).map_err(Failure::internal)?,
    ))
}
