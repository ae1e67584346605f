//! The page's configuration and the probes: `/config.json` is public, the clusters require a session.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::HeaderMap;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use crate::config::Config;
use crate::cookies::Cookies;
use crate::draining::Draining;
use crate::headers::ResponseKind;
use crate::page_config;

/// The documents, serialised once at the start, because they do not depend on the request.
pub(crate) struct Documents {
    public: Bytes,
    signed_in_refreshable: Bytes,
    signed_in: Bytes,
    /// The list of clusters in the two documents above.
    clusters: Bytes,
}

impl Documents {
    /// Serialises the documents of a configuration.
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            public: page_config::public(config).into(),
            signed_in_refreshable: page_config::signed_in(config, true).into(),
            signed_in: page_config::signed_in(config, false).into(),
            clusters: page_config::session_clusters(config).into(),
        }
    }

    /// The clusters of a session as JSON, for a token response that has `bytes` without them. If the whole were too
    /// long, the page has to request them.
    pub(crate) fn clusters_beside(&self, bytes: usize) -> &[u8] {
        if bytes + self.clusters.len() <= TOKEN_RESPONSE_BYTES_MAX {
            &self.clusters
        } else {
            CLUSTERS_ELSEWHERE
        }
    }

    /// The document of `GET /config.json`.
    pub(crate) fn public(&self) -> &[u8] {
        &self.public
    }
}

/// `GET /config.json`.
pub(crate) async fn config(State(documents): State<Arc<Documents>>) -> Bytes {
    documents.public.clone()
}

/// `GET /session/config`. Without a session the status is 200, because an error would appear in the browser's console
/// on every first visit.
pub(crate) async fn session_config(
    State(documents): State<Arc<Documents>>,
    State(cookies): State<Arc<Cookies>>,
    headers: HeaderMap,
) -> Bytes {
    match cookies.session(&headers) {
        None => Bytes::from_static(SIGNED_OUT),
        Some(session) if session.refresh_token.is_some() => documents.signed_in_refreshable.clone(),
        Some(_) => documents.signed_in.clone(),
    }
}

/// Bytes of a token response with clusters: a page waits for the tokens, and a longer list is better requested beside
/// the signing keys.
const TOKEN_RESPONSE_BYTES_MAX: usize = 64 * 1024;
/// The keyword for clusters that the page has to request from `/session/config`.
const CLUSTERS_ELSEWHERE: &[u8] = br#""session""#;
const SIGNED_OUT: &[u8] = br#"{"signedIn":false}"#;

/// `GET /healthz`: always succeeds.
pub(crate) async fn healthz() -> Response {
    plain("ok")
}

/// `GET /readyz`: fails while draining. Unreachable upstreams are listed on the operator's port only.
pub(crate) async fn readyz(State(draining): State<Draining>) -> Response {
    if draining.has_begun() {
        (StatusCode::SERVICE_UNAVAILABLE, plain("draining")).into_response()
    } else {
        plain("ok")
    }
}

fn plain(text: &'static str) -> Response {
    let mut response = text.into_response();
    response.extensions_mut().insert(ResponseKind::Text);
    response
}

/// `GET /version`.
pub(crate) async fn version() -> &'static str {
    concat!(r#"{"version":""#, env!("CARGO_PKG_VERSION"), r#""}"#)
}
