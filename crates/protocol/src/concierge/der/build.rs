//! DER for tests, built by hand so that it can also be invalid.

use alloc::vec;
use alloc::vec::Vec;

/// An element of at most 65,535 bytes that contains `parts`.
pub(in crate::concierge) fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let contents = parts.concat();
    let [high, low] = u16::try_from(contents.len()).unwrap().to_be_bytes();
    let mut bytes = match (high, low) {
        (0, 0..=0x7f) => vec![tag, low],
        (0, _) => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    bytes.extend(contents);
    bytes
}
