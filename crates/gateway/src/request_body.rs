//! Reads a request's body within its limits of type, size, time and rate.

use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderMap};
use haulout_protocol::Code;
use http_body_util::BodyExt as _;
use hyper::body::Body as _;
use tokio::time::{Instant, timeout_at};
use zeroize::Zeroizing;

use crate::error::Failure;

/// Reads the body. Its type and its announced length are checked before. It may contain secrets, so the buffer is
/// zeroized when dropped.
pub(crate) async fn read(
    headers: &HeaderMap,
    media_type: &'static str,
    mut body: Body,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    if !has_media_type(headers, media_type) {
        let description = format!("The body's type must be {media_type}.");
        return Err(Failure::request(description));
    }
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > BYTES_MAX {
        return Err(too_large());
    }
    let start = Instant::now();
    // A buffer that grows would leave copies of secrets in memory.
    let mut whole = Zeroizing::new(Vec::with_capacity(announced));
    while let Some(frame) = timeout_at(deadline(start, whole.len()), body.frame())
        .await
        .map_err(|_| too_slow())?
    {
        let frame = frame
            .map_err(|error| Failure::request("The body could not be read.").caused_by(error))?;
        // A trailer is no data.
        let data = frame.into_data().unwrap_or_default();
        if whole.len() + data.len() > BYTES_MAX {
            return Err(too_large());
        }
        whole.extend_from_slice(&data);
    }
    Ok(whole)
}

fn has_media_type(headers: &HeaderMap, expected: &str) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let media_type = value.unwrap_or_default().split(';').next();
    media_type.is_some_and(|it| it.trim().eq_ignore_ascii_case(expected))
}

/// When more of the body must have arrived.
fn deadline(start: Instant, received: usize) -> Instant {
    let earned = Duration::from_secs((received / BYTES_PER_SECOND_MIN) as u64);
    start + (START_TIME_MAX + earned).min(TIME_MAX)
}

fn too_large() -> Failure {
    refusal(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large.")
}

fn too_slow() -> Failure {
    refusal(StatusCode::REQUEST_TIMEOUT, "The body took too long.")
}

fn refusal(status: StatusCode, description: &'static str) -> Failure {
    Failure::new(status, Code::RequestInvalid, description)
}

/// Bytes; an ID token with many groups fits, and many concurrent bodies fit into memory.
const BYTES_MAX: usize = 64 * 1024;
/// Enough for the largest body on a slow link.
const TIME_MAX: Duration = Duration::from_secs(10);
/// The same as for a request's head; a packet that is lost twice arrives within it.
const START_TIME_MAX: Duration = Duration::from_secs(5);
/// Every link on which the portal loads is faster.
const BYTES_PER_SECOND_MIN: usize = 1024;
