//! One request of a connection: its peer, its response, and when it is complete.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::header::{CONNECTION, HOST, HeaderValue};
use axum::http::{Request, Response, Version};
use hyper::body::{Body as HttpBody, Bytes, Frame, Incoming, SizeHint};
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;

use super::activity::ConnectionActivity;
use super::peer::Peer;
use super::site::Site;

/// Answers a request with the site's current router.
pub(super) fn answer(
    site: &Site,
    peer: Peer,
    activity: &Arc<ConnectionActivity>,
    request: Request<Incoming>,
) -> impl Future<Output = Result<Response<TrackedBody>, Infallible>> + use<> {
    let guard = RequestGuard::new(activity.clone());
    let is_multiplexed = request.version() == Version::HTTP_2;
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(peer);
    if is_multiplexed {
        set_host(&mut request);
    }
    let answer = TowerToHyperService::new(site.router()).call(request);
    async move {
        let mut response = match answer.await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        if !is_multiplexed && guard.0.is_closing() {
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(CONNECTION, close);
        }
        Ok(response.map(|body| TrackedBody {
            body,
            _guard: guard,
        }))
    }
}

/// HTTP/2 has `:authority` in place of `Host` (RFC 9113 §8.3.1); handlers only read `Host`.
fn set_host(request: &mut Request<Body>) {
    if request.headers().contains_key(HOST) {
        return;
    }
    let authority = request.uri().authority();
    let named = authority.and_then(|name| HeaderValue::from_str(name.as_str()).ok());
    if let Some(name) = named {
        request.headers_mut().insert(HOST, name);
    }
}

/// A response body that ends the request when it is sent or dropped.
pub(super) struct TrackedBody {
    body: Body,
    _guard: RequestGuard,
}

impl HttpBody for TrackedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

struct RequestGuard(Arc<ConnectionActivity>);

impl RequestGuard {
    fn new(activity: Arc<ConnectionActivity>) -> Self {
        activity.on_request_start();
        Self(activity)
    }
}

impl Drop for RequestGuard {
    fn drop(&mut self) {
        self.0.on_request_end();
    }
}
