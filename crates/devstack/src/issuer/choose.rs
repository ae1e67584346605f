//! The page on which the user chooses an identity provider if the client has not.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::inner::Inner;
use super::page::{escape, page, secured};
use crate::form::Form;

/// The page checks nothing but the presence of these. The request itself is validated after the choice.
const REQUIRED: [&str; 4] = ["client_id", "redirect_uri", "scope", "response_type"];

pub(super) async fn show(State(issuer): State<Arc<Inner>>, RawQuery(query): RawQuery) -> Response {
    let form = Form::parse(query.unwrap_or_default().as_bytes());
    if REQUIRED.iter().any(|name| form.get(name).is_none()) {
        let text = "Bad Request: missing required query params (must include client_id, redirect_uri, scope, and response_type)\n";
        return secured((StatusCode::BAD_REQUEST, text).into_response());
    }
    let choices: String = issuer
        .identity_providers
        .iter()
        .map(|provider| {
            let chosen = [
                ("pinniped_idp_name", provider.name.as_str()),
                ("pinniped_idp_type", provider.kind.as_str()),
            ];
            let query = form.encode(&["pinniped_idp_name", "pinniped_idp_type"], &chosen);
            let target = escape(&format!("{}?{query}", issuer.endpoint("/oauth2/authorize")));
            format!(
                "<a class=\"choice\" href=\"{target}\">{}</a>\n",
                escape(&provider.name)
            )
        })
        .collect();
    page(
        "Choose an identity provider",
        &format!("<nav class=\"choices\" aria-label=\"Identity providers\">\n{choices}</nav>"),
    )
}
