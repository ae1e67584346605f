//! A panic in a handler becomes an error response; its location is logged.

use std::any::Any;
use std::panic::{self, PanicHookInfo};

use axum::response::{IntoResponse as _, Response};
use tower_http::catch_panic::CatchPanicLayer;

use crate::error::Failure;

/// The layer that converts panics into responses.
pub(crate) fn catch() -> CatchPanicLayer<fn(Box<dyn Any + Send>) -> Response> {
    CatchPanicLayer::custom(answer)
}

fn answer(_payload: Box<dyn Any + Send>) -> Response {
    Failure::internal("a handler panicked; the previous line has the location").into_response()
}

/// Logs panics with their location but without their message, which can contain input.
pub fn log() {
    panic::set_hook(Box::new(|info: &PanicHookInfo<'_>| {
        let place = info.location().map_or_else(String::new, |place| {
            format!("{}:{}", place.file(), place.line())
        });
        tracing::error!(place, "panicked");
    }));
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::http::Request;
    use axum::routing::get;
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn e7_panicking_handler_fails_only_its_own_request() {
        async fn defect() -> &'static str {
            panic!("kanarienvogel");
        }
        let app = Router::new()
            .route("/defect", get(defect))
            .route("/fine", get(async || "fine"))
            .layer(catch());
        let ask = |path: &str| {
            let request = Request::get(path).body(Body::empty()).unwrap();
            app.clone().oneshot(request)
        };
        let answer = ask("/defect").await.unwrap();
        assert_eq!(answer.status(), 500);
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        let body = String::from_utf8_lossy(&body);
        assert!(
            body.contains("HAULOUT_INTERNAL") && !body.contains("kanarienvogel"),
            "{body}"
        );
        assert_eq!(ask("/fine").await.unwrap().status(), 200);
    }
}
