//! A gateway with a modified `/config.json`.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_LENGTH;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use serde_json::Value;
use tokio::net::TcpListener;

/// The modification of the document.
pub(super) type Change = fn(&mut Value);

/// Serves the gateway's routes with one modified document, until the future is dropped.
pub(super) async fn serve(gateway: Router, listener: TcpListener, change: Change) {
    let router = gateway.layer(from_fn(move |request: Request, next: Next| async move {
        let is_config = request.uri().path() == "/config.json";
        let response = next.run(request).await;
        if is_config {
            changed(response, change).await
        } else {
            response
        }
    }));
    axum::serve(listener, router).await.unwrap();
}

async fn changed(response: Response, change: Change) -> Response {
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    let mut document = serde_json::from_slice(&bytes).unwrap();
    change(&mut document);
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(document.to_string()))
}
