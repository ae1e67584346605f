//! One request in flight: it ends when its response has been written or dropped, and reports when it waits for the client.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicU64, AtomicUsize};
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::Response;
use hyper::body::{Body as HttpBody, Buf, Bytes, Frame, Incoming, SizeHint};

use super::activity::ConnectionActivity;

/// A request in flight.
pub(super) struct RequestActivity {
    connection: Arc<ConnectionActivity>,
    /// Since when the request waits for the client; the connection reads it.
    progress_at: Arc<AtomicU64>,
    /// Bytes that were written since then.
    written: AtomicUsize,
}

impl RequestActivity {
    /// A request whose head is complete.
    pub(super) fn start(connection: Arc<ConnectionActivity>) -> Arc<Self> {
        Arc::new(Self {
            progress_at: connection.on_request_start(),
            connection,
            written: AtomicUsize::new(0),
        })
    }

    /// Tracks a request's body.
    pub(super) fn receive(self: &Arc<Self>, body: Incoming) -> Body {
        Body::new(TrackedRequestBody {
            body,
            request: self.clone(),
        })
    }

    /// Tracks a response; every body is complete in memory, so from now on only the client can delay it.
    pub(super) fn respond(self: Arc<Self>, response: Response<Body>) -> Response<TrackedBody> {
        self.connection.on_progress(&self.progress_at);
        response.map(|body| TrackedBody {
            body,
            request: self,
        })
    }

    fn on_bytes_written(&self, bytes: usize) {
        if self.written.fetch_add(bytes, Relaxed) + bytes >= PROGRESS_BYTES_MIN {
            self.written.store(0, Relaxed);
            self.connection.on_progress(&self.progress_at);
        }
    }
}

impl Drop for RequestActivity {
    fn drop(&mut self) {
        self.connection.on_request_end(&self.progress_at);
    }
}

/// A request's body.
struct TrackedRequestBody {
    body: Incoming,
    request: Arc<RequestActivity>,
}

impl HttpBody for TrackedRequestBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        let RequestActivity {
            connection,
            progress_at,
            ..
        } = &*self.request;
        match &frame {
            Poll::Pending => connection.on_body_wait(progress_at),
            Poll::Ready(Some(Ok(_))) => {}
            Poll::Ready(None | Some(Err(_))) => connection.on_body_end(progress_at),
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A response's body.
pub(super) struct TrackedBody {
    body: Body,
    request: Arc<RequestActivity>,
}

impl HttpBody for TrackedBody {
    type Data = TrackedBytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<TrackedBytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        frame.map_ok(|frame| {
            frame.map_data(|bytes| TrackedBytes {
                bytes,
                request: self.request.clone(),
            })
        })
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A part of a body. It outlives the body: hyper keeps it until flow control and socket have accepted its last byte.
pub(super) struct TrackedBytes {
    bytes: Bytes,
    request: Arc<RequestActivity>,
}

impl Buf for TrackedBytes {
    fn remaining(&self) -> usize {
        self.bytes.remaining()
    }

    fn chunk(&self) -> &[u8] {
        self.bytes.chunk()
    }

    fn advance(&mut self, count: usize) {
        self.bytes.advance(count);
        self.request.on_bytes_written(count);
    }
}

/// Bytes; a client that accepts less in the time for progress is not merely slow.
const PROGRESS_BYTES_MIN: usize = 4 * 1024;
