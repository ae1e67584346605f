//! Base64 (RFC 4648); canonical text only.
//!
//! What makes the crate of this name fast takes 2 kB of the compressed wasm, and nothing here is long.

use alloc::string::String;
use alloc::vec::Vec;

/// Writes the standard alphabet, padded (RFC 4648 §4).
pub(crate) fn encode(bytes: &[u8]) -> String {
    // Sized for everything, because a growing string would leave parts of a key behind in freed memory.
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    encode_to(bytes, &mut text);
    text
}

/// The same behind what `text` has already.
pub(crate) fn encode_to(bytes: &[u8], text: &mut String) {
    let start = text.len();
    write(bytes, *b"+/", text);
    while !(text.len() - start).is_multiple_of(4) {
        text.push('=');
    }
}

/// Writes the alphabet for URLs, without padding (RFC 4648 §5), as JOSE has it (RFC 7515 §2).
#[must_use]
pub fn encode_url(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    write(bytes, *b"-_", &mut text);
    text
}

fn write(bytes: &[u8], last: [u8; 2], text: &mut String) {
    for group in bytes.chunks(3) {
        let mut bits = 0_u32;
        for at in 0..3 {
            bits = bits << 8 | u32::from(group.get(at).copied().unwrap_or_default());
        }
        for at in 0..=group.len() {
            text.push(letter((bits >> (18 - 6 * at) & 0x3f) as u8, last).into());
        }
    }
}

fn letter(value: u8, last: [u8; 2]) -> u8 {
    match value {
        0..26 => b'A' + value,
        26..52 => b'a' + value - 26,
        52..62 => b'0' + value - 52,
        62 => last[0],
        _ => last[1],
    }
}

/// Reads the standard alphabet, padded (RFC 4648 §4).
pub(crate) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let unpadded = text
        .strip_suffix(b"==")
        .or_else(|| text.strip_suffix(b"="))
        .unwrap_or(text);
    read(unpadded, *b"+/")
}

/// Reads the alphabet for URLs, without padding (RFC 4648 §5), as JOSE has it (RFC 7515 §2).
pub(crate) fn decode_url(text: &[u8]) -> Option<Vec<u8>> {
    read(text, *b"-_")
}

/// The last two letters of the alphabet are what the two differ in.
fn read(text: &[u8], last: [u8; 2]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    let (mut bits, mut pending) = (0_u32, 0_u32);
    for letter in text {
        let value = match *letter {
            upper @ b'A'..=b'Z' => upper - b'A',
            lower @ b'a'..=b'z' => lower - b'a' + 26,
            digit @ b'0'..=b'9' => digit - b'0' + 52,
            letter if letter == last[0] => 62,
            letter if letter == last[1] => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        pending += 6;
        if pending >= 8 {
            pending -= 8;
            bytes.push((bits >> pending) as u8);
        }
    }
    // What is left is padding of the last byte: less than a letter, and zero, lest one value had two texts.
    let canonical = pending < 6 && bits & ((1 << pending) - 1) == 0;
    canonical.then_some(bytes)
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use ::base64::Engine as _;
    use ::base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    use super::*;

    fn agree(text: &str) {
        assert_eq!(
            decode(text.as_bytes()),
            STANDARD.decode(text).ok(),
            "{text}"
        );
        assert_eq!(
            decode_url(text.as_bytes()),
            URL_SAFE_NO_PAD.decode(text).ok(),
            "{text}"
        );
    }

    #[test]
    fn the_vectors_of_the_rfc_are_read() {
        for (text, bytes) in [
            ("", ""),
            ("Zg==", "f"),
            ("Zm8=", "fo"),
            ("Zm9v", "foo"),
            ("Zm9vYmFy", "foobar"),
        ] {
            assert_eq!(decode(text.as_bytes()).as_deref(), Some(bytes.as_bytes()));
        }
    }

    #[test]
    fn one_value_has_one_text() {
        for text in [
            "Zh==", "Zm9=", "Zg=", "Zg", "Z", "Z===", "====", "=", "Zg==Zg==", "Zm8", "Zm9",
            "Zm9v\n", " Zm9v", "Zm9v=",
        ] {
            agree(text);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_as_the_crate_reads_it(text in "[A-Za-z0-9+/_=\\- ]{0,12}") {
            agree(&text);
        }

        #[test]
        fn what_the_crate_writes_is_read(bytes: Vec<u8>) {
            let text: String = STANDARD.encode(&bytes);
            proptest::prop_assert_eq!(decode(text.as_bytes()), Some(bytes.clone()));
            proptest::prop_assert_eq!(decode_url(URL_SAFE_NO_PAD.encode(&bytes).as_bytes()), Some(bytes));
        }

        #[test]
        fn any_bytes_are_written_as_the_crate_writes_them(bytes: Vec<u8>, mut before in "[a-z]{0,5}") {
            let expected = alloc::format!("{before}{}", STANDARD.encode(&bytes));
            encode_to(&bytes, &mut before);
            proptest::prop_assert_eq!(before, expected);
            proptest::prop_assert_eq!(encode_url(&bytes), URL_SAFE_NO_PAD.encode(&bytes));
        }
    }
}
