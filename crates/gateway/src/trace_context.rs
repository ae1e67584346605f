//! The trace that a request belongs to (W3C Trace Context): read from `traceparent`, logged, and passed to upstreams.
//!
//! The gateway starts no traces of its own. `tracestate` is not passed on, because nothing in it is needed to join the
//! spans, and its text would be a stranger's.

use std::fmt::Write as _;

use axum::http::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::task_local;

use crate::random;

/// A valid `traceparent`, without its parent id, which each outgoing request has of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TraceContext {
    trace_id: String,
    /// Two hexadecimal digits. The lowest bit tells whether the caller records the trace.
    flags: String,
}

task_local! {
    static CURRENT: Option<TraceContext>;
}

impl TraceContext {
    /// Reads the only `traceparent` (Trace Context §3.2). An invalid one is ignored, as the specification requires.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(TRACEPARENT).iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            return None;
        };
        let mut parts = value.to_str().ok()?.split('-');
        let mut part = |length| parts.next().filter(|part| is_lower_hex(part, length));
        let (version, trace_id) = (part(2)?, part(32)?);
        let (parent_id, flags) = (part(16)?, part(2)?);
        // Later versions may have more parts, version 00 has not.
        let is_known = version != "ff" && (version != "00" || parts.next().is_none());
        let is_zero = |id: &str| id.bytes().all(|digit| digit == b'0');
        (is_known && !is_zero(trace_id) && !is_zero(parent_id)).then(|| Self {
            trace_id: trace_id.to_owned(),
            flags: flags.to_owned(),
        })
    }

    pub(crate) fn trace_id(&self) -> &str {
        &self.trace_id
    }

    /// Runs `work` as a part of the trace.
    pub(crate) async fn run<F: Future>(context: Option<Self>, work: F) -> F::Output {
        CURRENT.scope(context, work).await
    }

    /// The trace of the request that this task works for.
    pub(crate) fn current() -> Option<Self> {
        CURRENT.try_with(Clone::clone).ok().flatten()
    }

    /// The `traceparent` of an outgoing request, in version 00, with a new parent id.
    pub(crate) fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        let Self { trace_id, flags } = self;
        let mut parent_id = String::new();
        for byte in random::bytes::<8>().ok()? {
            write!(parent_id, "{byte:02x}").ok()?;
        }
        let value = format!("00-{trace_id}-{parent_id}-{flags}");
        Some((TRACEPARENT, HeaderValue::try_from(value).ok()?))
    }
}

fn is_lower_hex(text: &str, length: usize) -> bool {
    let is_digit = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    text.len() == length && text.bytes().all(is_digit)
}

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

    fn read(values: &[&str]) -> Option<TraceContext> {
        let values = values.iter().map(|value| {
            let value = HeaderValue::from_str(value).expect("no control characters");
            (TRACEPARENT, value)
        });
        TraceContext::of(&values.collect())
    }

    #[test]
    fn a_traceparent_is_read_and_written_with_a_new_parent() {
        let received = format!("00-{TRACE}-b7ad6b7169203331-01");
        let context = read(&[&received]).expect("valid");
        assert_eq!(context.trace_id(), TRACE);
        let (_, sent) = context.header().expect("the system has random bytes");
        assert_ne!(sent, *received);
        let sent = sent.to_str().expect("ASCII");
        assert!(sent.starts_with(&format!("00-{TRACE}-")) && sent.ends_with("-01"));
        assert_eq!(read(&[sent]), Some(context));
    }

    #[test]
    fn a_later_version_may_have_more_parts() {
        let context = read(&[&format!("cc-{TRACE}-b7ad6b7169203331-01-what")]);
        assert_eq!(context.expect("valid").trace_id(), TRACE);
    }

    #[test]
    fn an_invalid_traceparent_is_ignored() {
        for value in [
            "",
            "00",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        ] {
            assert_eq!(read(&[value]), None, "{value}");
        }
        let valid = format!("00-{TRACE}-b7ad6b7169203331-01");
        assert_eq!(read(&[&valid, &valid]), None);
    }
}
