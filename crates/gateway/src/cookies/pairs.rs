//! The names and values in a request's `Cookie` headers.

use axum::http::header::{COOKIE, HeaderMap};

/// All pairs, in the browser's order. Other applications on the same host may put arbitrary bytes into the header; such
/// pairs are skipped.
pub(super) fn of(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let lines = headers.get_all(COOKIE).iter();
    lines
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|pair| str::from_utf8(pair.trim_ascii()).ok()?.split_once('='))
}
