//! An endless pod log with one line a second, for clients that follow it.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::response::Response;
use hyper::body::Frame;
use tokio::time::{Interval, interval};

/// Follows the log. Every pod has the same one.
pub(super) async fn follow() -> Response {
    Response::new(Body::new(Lines(interval(BETWEEN_LINES))))
}

struct Lines(Interval);

impl hyper::body::Body for Lines {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        ready!(self.0.poll_tick(context));
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(LINE)))))
    }
}

const LINE: &[u8] = b"the walrus rests\n";
/// Short, so that a test soon notices a closed stream.
const BETWEEN_LINES: Duration = Duration::from_secs(1);
