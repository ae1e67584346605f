//! One PEM block (RFC 7468): strict reading, canonical writing.

use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use zeroize::Zeroizing;

/// The bytes of the one block that `text` consists of, if it is labelled `label`.
///
/// Text around the block, a second block, header lines and non-canonical base64 are all refused, so that exactly the
/// validated bytes are passed on.
pub(super) fn decode(label: &str, text: &str) -> Option<Vec<u8>> {
    if text.len() > MAX_TEXT_LEN {
        return None;
    }
    let body = text
        .trim_ascii()
        .strip_prefix(BEGIN)?
        .strip_prefix(label)?
        .strip_prefix(DASHES)?
        .strip_suffix(DASHES)?
        .strip_suffix(label)?
        .strip_suffix(END)?;
    if !body.ends_with('\n') {
        return None;
    }
    let mut lines = body.lines();
    if lines.next() != Some("") {
        return None;
    }
    // Allocated in full, because a growing string would leave parts of a key in freed memory.
    let mut text = Zeroizing::new(String::with_capacity(body.len()));
    lines.for_each(|line| text.push_str(line));
    BASE64_STANDARD.decode(text.as_bytes()).ok()
}

/// `der` as a PEM block, in lines of 64 columns that end in a line feed (RFC 7468 §3).
#[must_use]
pub fn encode(label: &str, der: &[u8]) -> String {
    let base64_len = der.len().div_ceil(3) * 4;
    let line_ends = der.len().div_ceil(BYTES_PER_LINE) + 2;
    let frame = BEGIN.len() + END.len() + 2 * (label.len() + DASHES.len());
    let mut text = String::with_capacity(base64_len + line_ends + frame);
    for part in [BEGIN, label, DASHES, "\n"] {
        text.push_str(part);
    }
    for line in der.chunks(BYTES_PER_LINE) {
        BASE64_STANDARD.encode_string(line, &mut text);
        text.push('\n');
    }
    for part in [END, label, DASHES, "\n"] {
        text.push_str(part);
    }
    text
}

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";
/// 48 bytes are 64 columns of base64.
const BYTES_PER_LINE: usize = 48;
/// In bytes. A TLS server in Go accepts at most 256 KiB of certificates, which are 356 KiB of PEM; clusters refuse
/// anything longer.
const MAX_TEXT_LEN: usize = 384 * 1024;

#[cfg(test)]
mod tests;
