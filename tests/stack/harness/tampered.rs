//! A gateway with a modified configuration, in `/config.json` and in the page.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_LENGTH};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use serde_json::Value;
use tokio::net::TcpListener;

/// The modification of the document.
pub(super) type Change = fn(&mut Value);

/// Serves the gateway's routes with one modified document, until the future is dropped.
pub(super) async fn serve(gateway: Router, listener: TcpListener, change: Change) {
    let router = gateway.layer(from_fn(
        move |mut request: Request, next: Next| async move {
            let edit: fn(&str, Change) -> String = match request.uri().path() {
                "/config.json" => edit_document,
                "/" | "/callback" => edit_page,
                _ => return next.run(request).await,
            };
            request.headers_mut().remove(ACCEPT_ENCODING);
            let (mut parts, body) = next.run(request).await.into_parts();
            let bytes = to_bytes(body, usize::MAX).await.unwrap();
            let edited = edit(str::from_utf8(&bytes).unwrap(), change);
            parts.headers.remove(CONTENT_LENGTH);
            Response::from_parts(parts, Body::from(edited))
        },
    ));
    axum::serve(listener, router).await.unwrap();
}

fn edit_document(text: &str, change: Change) -> String {
    let mut document = serde_json::from_str(text).unwrap();
    change(&mut document);
    document.to_string()
}

/// Edits the configuration in the page's data block.
fn edit_page(html: &str, change: Change) -> String {
    let (before, rest) = html.split_once(DATA_BLOCK).unwrap();
    let (data, after) = rest.split_once("</script>").unwrap();
    let mut data: Value = serde_json::from_str(data).unwrap();
    change(&mut data["config"]);
    format!("{before}{DATA_BLOCK}{data}</script>{after}")
}

/// The tag before the page's documents.
const DATA_BLOCK: &str = "id=\"haulout-data\">";
