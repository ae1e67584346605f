//! One request of a connection: its peer and its response.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{CONNECTION, HOST, HeaderValue};
use axum::http::{Request, Response, Version};
use hyper::body::Incoming;
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;

use super::activity::ConnectionActivity;
use super::peer::Peer;
use super::response::{RequestActivity, TrackedBody};
use super::site::Site;

/// Answers a request with the site's current router.
pub(super) fn answer(
    site: &Site,
    peer: Peer,
    activity: &Arc<ConnectionActivity>,
    request: Request<Incoming>,
) -> impl Future<Output = Result<Response<TrackedBody>, Infallible>> + use<> {
    let tracked = RequestActivity::start(activity.clone());
    let activity = activity.clone();
    activity.limit_requests(site.connections_max());
    let is_multiplexed = request.version() == Version::HTTP_2;
    let mut request = request.map(|body| tracked.receive(body));
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
        if !is_multiplexed && activity.is_closing() {
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(CONNECTION, close);
        }
        Ok(tracked.respond(response))
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
