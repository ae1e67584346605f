//! The files of another portal, with the gateway's headers and compression, before the gateway's own routes.

use std::path::Path;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, HeaderValue, Request};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use bytes::Bytes;
use haulout_gateway::headers::{ResponseKind, add_security_headers};
use tower::ServiceExt as _;

use crate::Error;

/// One file, with its compressed form if it has one.
#[derive(Clone)]
struct File {
    content_type: &'static str,
    kind: ResponseKind,
    identity: Bytes,
    brotli: Option<Bytes>,
}

/// Serves the folder's `index.html`, `main.js` and `style.css`, and everything else by `gateway`.
///
/// The document contains the gateway's configuration, so that the page needs no request for it.
pub(crate) async fn before(gateway: Router, url: &str, folder: &Path) -> Result<Router, Error> {
    let host = url.trim_start_matches("http://");
    let request = Request::get("/config.json").header(HOST, host);
    let response = gateway
        .clone()
        .oneshot(request.body(Body::empty())?)
        .await?;
    let configuration = to_bytes(response.into_body(), usize::MAX).await?;
    // Only `<` can end the script element that contains the JSON.
    let configuration = String::from_utf8(configuration.into())?.replace('<', "\\u003c");
    let index = std::fs::read_to_string(folder.join("index.html"))?;
    let document = File {
        content_type: "text/html; charset=utf-8",
        kind: ResponseKind::Document {
            policy: HeaderValue::from_static(POLICY),
            sends_origin: false,
        },
        identity: index.replace("%configuration%", &configuration).into(),
        brotli: None,
    };
    let asset = |name: &str, content_type| -> Result<File, Error> {
        Ok(File {
            content_type,
            kind: ResponseKind::Asset,
            identity: std::fs::read(folder.join(name))?.into(),
            brotli: Some(std::fs::read(folder.join(format!("{name}.br")))?.into()),
        })
    };
    let script = asset("main.js", "text/javascript; charset=utf-8")?;
    let style = asset("style.css", "text/css; charset=utf-8")?;
    let serve = |file: File| get(async move |headers: HeaderMap| respond(&file, &headers));
    Ok(Router::new()
        .route("/", serve(document.clone()))
        .route("/callback", serve(document))
        .route("/assets/main.js", serve(script))
        .route("/assets/style.css", serve(style))
        .fallback_service(gateway))
}

fn respond(file: &File, headers: &HeaderMap) -> Response {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|it| it.to_str().ok());
    let brotli = file
        .brotli
        .clone()
        .filter(|_| accepted.is_some_and(|it| it.contains("br")));
    let is_brotli = brotli.is_some();
    let mut response = brotli.unwrap_or(file.identity.clone()).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.content_type));
    if is_brotli {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    response.extensions_mut().insert(file.kind.clone());
    add_security_headers(&mut response, false);
    response
}

/// As strict as the portal's, as far as these pages allow it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; \
                      form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
