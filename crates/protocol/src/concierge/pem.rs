//! PEM blocks (RFC 7468): strict reading, canonical writing.

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;
use core::mem;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use zeroize::Zeroizing;

pub use error::{PemError, PemReason};

mod error;

/// One block of a PEM text.
pub struct Block {
    /// The label, such as `CERTIFICATE`.
    pub label: String,
    /// The content, which can be a key.
    pub der: Zeroizing<Vec<u8>>,
    /// The line on which the block begins; the first line is 1.
    pub line: usize,
}

/// The blocks of a text, in their order.
///
/// Text around blocks is skipped, because certificate bundles name their certificates there. A line that could be part
/// of a block is not skipped: an incomplete boundary would otherwise remove a certificate without notice.
///
/// # Errors
/// The first line that is not understood.
pub fn blocks(text: &str) -> Result<Vec<Block>, PemError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut found = Vec::new();
    // Allocated in full, because a growing string would leave parts of a key in freed memory.
    let mut base64 = Zeroizing::new(String::with_capacity(text.len()));
    let mut open: Option<(&str, usize)> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim_ascii();
        match (open, boundary(line).map_err(|reason| reason.at(number))?) {
            (None, Some(Boundary::Begin(label))) => open = Some((label, number)),
            (None, Some(Boundary::End(_))) => return Err(PemReason::EndWithoutBegin.at(number)),
            (None, None) if is_stray(line) => return Err(PemReason::StrayBase64.at(number)),
            (None, None) => {}
            (Some((_, begin)), Some(Boundary::Begin(_))) => return Err(PemReason::NoEnd.at(begin)),
            (Some((label, begin)), Some(Boundary::End(end))) => {
                if label != end {
                    return Err(PemReason::DifferentLabels.at(number));
                }
                let der = BASE64_STANDARD.decode(base64.as_bytes());
                found.push(Block {
                    label: label.to_owned(),
                    der: Zeroizing::new(der.map_err(|_| PemReason::NotBase64.at(begin))?),
                    line: begin,
                });
                base64.clear();
                open = None;
            }
            (Some(_), None) if line.contains(':') => return Err(PemReason::Header.at(number)),
            (Some(_), None) if !line.bytes().all(is_base64) => {
                return Err(PemReason::NotBase64.at(number));
            }
            (Some(_), None) => base64.push_str(line),
        }
    }
    match open {
        Some((_, begin)) => Err(PemReason::NoEnd.at(begin)),
        None => Ok(found),
    }
}

/// The certificates of a text that has no other blocks.
///
/// # Errors
/// There is none, or the first line that is not understood.
pub fn certificates(text: &str) -> Result<Vec<Vec<u8>>, PemError> {
    let blocks = blocks(text)?;
    if blocks.is_empty() {
        return Err(PemReason::NoCertificate.anywhere());
    }
    let certificate = |mut block: Block| match block.label.as_str() {
        CERTIFICATE => Ok(mem::take(&mut *block.der)),
        label if label.ends_with(PRIVATE_KEY) => Err(PemReason::PrivateKey.at(block.line)),
        _ => Err(PemReason::OtherBlock(block.label).at(block.line)),
    };
    blocks.into_iter().map(certificate).collect()
}

/// The bytes of the one block that `text` consists of, if it is labelled `label`.
///
/// Text around the block, a second block, header lines and non-canonical base64 are all refused, so that exactly the
/// validated bytes are passed on.
pub(super) fn decode(label: &str, text: &str) -> Option<Vec<u8>> {
    let text = text.trim_ascii();
    let ends = text.strip_suffix(DASHES)?.strip_suffix(label)?;
    if text.len() > MAX_TEXT_LEN || !text.starts_with(BEGIN) || !ends.ends_with(END) {
        return None;
    }
    let [mut block] = <[Block; 1]>::try_from(blocks(text).ok()?).ok()?;
    (block.label == label).then(|| mem::take(&mut *block.der))
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

enum Boundary<'a> {
    Begin(&'a str),
    End(&'a str),
}

/// The boundary that a line is; an error if it is only similar to one.
fn boundary(line: &str) -> Result<Option<Boundary<'_>>, PemReason> {
    let label = |start: &str| {
        let label = line.strip_prefix(start)?.strip_suffix(DASHES)?;
        (!label.contains(DASHES)).then_some(label)
    };
    if let Some(label) = label(BEGIN) {
        return Ok(Some(Boundary::Begin(label)));
    }
    if let Some(label) = label(END) {
        return Ok(Some(Boundary::End(label)));
    }
    let (begin, end) = (line.contains("BEGIN "), line.contains("END "));
    if line.starts_with('#') || !line.contains("--") || !(begin || end) {
        Ok(None)
    } else if begin && end {
        Err(PemReason::JoinedBoundaries)
    } else {
        Err(PemReason::IncompleteBoundary)
    }
}

/// Whether a line outside of blocks looks like the content of one.
fn is_stray(line: &str) -> bool {
    let content = line.trim_end_matches('=');
    content.len() >= MIN_STRAY_LEN && content.bytes().all(is_base64)
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// The label of a certificate.
pub const CERTIFICATE: &str = "CERTIFICATE";
/// The end of every private key's label.
pub const PRIVATE_KEY: &str = "PRIVATE KEY";
const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";
/// 48 bytes are 64 columns of base64.
const BYTES_PER_LINE: usize = 48;
/// In bytes; longer than any word in a comment, and shorter than the lines of a block.
const MIN_STRAY_LEN: usize = 48;
/// In bytes. A TLS server in Go accepts at most 256 KiB of certificates, which are 356 KiB of PEM; clusters refuse
/// anything longer.
const MAX_TEXT_LEN: usize = 384 * 1024;

#[cfg(test)]
mod tests;
