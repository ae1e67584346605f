//! Finds the secrets of a request in the texts of its response, in every form in which servers write them.

use axum::http::header::HeaderMap;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use zeroize::Zeroizing;

use crate::secret::Secret;

/// The secrets of a request in their forms, normalized.
pub(super) struct Echoes(Vec<Zeroizing<Vec<u8>>>);

impl Echoes {
    /// For these secrets.
    pub(super) fn of<'a>(secrets: impl Iterator<Item = &'a Secret>) -> Self {
        Self(
            secrets
                .flat_map(|secret| forms(secret.secret().as_bytes()))
                .collect(),
        )
    }

    /// Whether a text contains a secret, or a part of one.
    pub(super) fn are_in(&self, text: &[u8]) -> bool {
        let text = normalize(text);
        self.0.iter().any(|secret| shares_a_part(&text, secret))
    }

    /// The headers without a secret.
    pub(super) fn remove_from(&self, headers: &HeaderMap) -> HeaderMap {
        let harmless = headers
            .iter()
            .filter(|(_, value)| !self.are_in(value.as_bytes()));
        harmless
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }
}

/// The secret itself, in hexadecimal, and in base64 at each of the three positions that it can have in a longer text.
fn forms(secret: &[u8]) -> Vec<Zeroizing<Vec<u8>>> {
    let mut forms = vec![normalize(secret)];
    let digits = secret.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    forms.push(Zeroizing::new(
        digits.map(|it| b"0123456789abcdef"[it as usize]).collect(),
    ));
    for before in 0..3 {
        let text = Zeroizing::new([&[0; 3][..before], secret].concat());
        let encoded = Zeroizing::new(BASE64_STANDARD_NO_PAD.encode(&*text));
        forms.push(normalize(encoded.as_bytes()));
    }
    forms
}

/// Letters in lower case and digits, without percent and Unicode escapes. Padding, separators, and the characters in
/// which the two alphabets of base64 differ are removed.
fn normalize(text: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut text = Zeroizing::new(text.to_vec());
    for _ in 0..ESCAPES_MAX {
        text = unescape(&text);
    }
    text.retain(u8::is_ascii_alphanumeric);
    text.make_ascii_lowercase();
    text
}

/// Replaces `%41` and `\u0041`.
fn unescape(text: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut plain = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let escaped = [(&b"%"[..], 2), (b"\\u00", 2)]
            .into_iter()
            .find_map(|(prefix, digits)| {
                let (digits, after) = rest.strip_prefix(prefix)?.split_at_checked(digits)?;
                let byte = u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?;
                Some((byte, after))
            });
        let (byte, after) = escaped.unwrap_or((*first, after));
        plain.push(byte);
        rest = after;
    }
    plain
}

fn shares_a_part(text: &[u8], secret: &[u8]) -> bool {
    let length = PART_CHARS.min(secret.len());
    length > 0 && text.windows(length).any(|part| contains(secret, part))
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|it| it == part)
}

/// A proxy that repeats a request in its error page may escape it again.
const ESCAPES_MAX: usize = 3;
/// Letters and digits. Ordinary words hardly have so many in common with a secret, and what remains of a token with one
/// part less than this cannot be used.
const PART_CHARS: usize = 12;
