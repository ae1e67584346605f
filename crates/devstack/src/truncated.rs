//! A response that is cut off: the connection closes after half of the body.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::response::Response;
use hyper::body::Frame;

use crate::serve::Disconnect;

/// The first half of a body.
struct TruncatedBody {
    bytes: Option<Bytes>,
    disconnect: Disconnect,
}

/// Cuts off a response in the middle of its body.
pub(crate) async fn truncated(response: Response, disconnect: Disconnect) -> Response {
    let (parts, body) = response.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let bytes = Some(whole.slice(..whole.len() / 2));
    Response::from_parts(parts, Body::new(TruncatedBody { bytes, disconnect }))
}

impl HttpBody for TruncatedBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.bytes.take() {
            Some(bytes) => Poll::Ready(Some(Ok(Frame::data(bytes)))),
            None => {
                // No waker is needed: the body is dropped with its connection.
                self.disconnect.soon();
                Poll::Pending
            }
        }
    }
}
