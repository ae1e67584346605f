//! The complete list of routes; every other path gets 404.

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::Redirect;
use axum::routing::{get, post};
use haulout_protocol::Code;

use crate::config::TokenMode;
use crate::error::Failure;
use crate::relay::{concierge, issuer, token};
use crate::state::Gateway;
use crate::{assets, embed, guard, page, panics, rate_limits, session, sign_in, start_page};

/// All routes of the gateway, under the path of its public URL.
pub(crate) fn router(gateway: &Gateway) -> Router {
    let at = |path: &str| format!("{}{path}", gateway.config.public.base());

    let mut ours = Router::new()
        .route(&at("/config.json"), get(page::config))
        .route(
            &at("/issuer/.well-known/openid-configuration"),
            get(issuer::metadata),
        )
        .route(&at("/issuer/jwks"), get(issuer::jwks))
        .route(
            &at("/issuer/identity-providers"),
            get(issuer::identity_providers),
        )
        .route(&at("/issuer/token"), post(token::redeem))
        .route(
            &at("/clusters/{id}/tokencredentialrequests"),
            post(concierge::request_credential),
        )
        .route(&at("/clusters/{id}/version"), get(concierge::version));
    if gateway.config.tokens == TokenMode::Sealed {
        ours = ours
            .route(&at("/session/config"), get(page::session_config))
            .route(&at("/session/end"), post(session::end));
    }
    let ours = ours
        .layer(from_fn_with_state(gateway.clone(), rate_limits::enforce))
        .layer(from_fn_with_state(gateway.clone(), guard::same_origin_only));

    let mut router = Router::new().merge(ours);
    if gateway.config.tokens == TokenMode::Sealed {
        let start = Router::new()
            .route(&at("/session/start"), post(sign_in::start))
            .layer(from_fn_with_state(gateway.clone(), rate_limits::enforce))
            .layer(from_fn_with_state(gateway.clone(), guard::same_origin_form))
            .layer(from_fn_with_state(gateway.clone(), sign_in::show_failures));
        router = router.merge(start);
    }
    if !gateway.config.public.base().is_empty() {
        // The page's relative URLs need the trailing slash.
        router = router
            .route(&at(""), get(Redirect::permanent(&at("/"))))
            // A probe is for the process, whatever path the portal has.
            .route("/healthz", get(page::healthz))
            .route("/readyz", get(page::readyz));
    }
    if gateway.config.embed.is_enabled() {
        router = router
            .route(&at("/embed"), get(embed::page))
            .route(&at("/embed/manifest.json"), get(embed::manifest))
            .route(&at("/embed/{*path}"), get(embed::file));
    }
    router
        .route(&at("/"), get(start_page::start))
        .route(&at("/callback"), get(start_page::callback))
        .route(&at("/assets/{name}"), get(assets::asset))
        .route(&at("/version"), get(page::version))
        .route(&at("/healthz"), get(page::healthz))
        .route(&at("/readyz"), get(page::readyz))
        .fallback(async || Failure::not_found())
        .method_not_allowed_fallback(async || method_not_allowed())
        .layer(panics::catch())
        .layer(from_fn_with_state(gateway.clone(), guard::handle))
        .with_state(gateway.clone())
}

/// The router adds the header `Allow`.
fn method_not_allowed() -> Failure {
    Failure::new(
        StatusCode::METHOD_NOT_ALLOWED,
        Code::RequestInvalid,
        "This route does not support the method.",
    )
}
