//! Fields with a validation beyond their type.

use alloc::borrow::ToOwned as _;
use alloc::string::String;

use crate::json::{JsonError, Object};

pub(super) fn filled(raw: &Object<'_>, name: &str) -> Result<String, JsonError> {
    match raw.text(name)? {
        "" => Err(raw.error_at(name, "must not be empty")),
        text => Ok(text.to_owned()),
    }
}

pub(super) fn proven(
    raw: &Object<'_>,
    name: &str,
    prove: fn(&str) -> Result<(), &'static str>,
) -> Result<Option<String>, JsonError> {
    let text = raw.owned(name)?;
    if let Some(text) = &text {
        prove(text).map_err(|reason| raw.error_at(name, reason))?;
    }
    Ok(text)
}

/// One label of a DNS-1123 subdomain.
pub(super) fn is_dns_label(label: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !label.is_empty()
        && label.bytes().all(inner)
        && !label.starts_with('-')
        && !label.ends_with('-')
}
