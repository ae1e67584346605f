//! Searches a text for a secret in several encodings.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};

/// The encoding in which `text` contains `secret`, if any.
pub(crate) fn found(text: &str, secret: &str) -> Option<&'static str> {
    assert!(secret.len() >= SHORTEST, "everything contains {secret}");
    let forms = forms(secret);
    let form = forms.iter().find(|(_, form)| text.contains(form.as_str()));
    form.map(|(name, _)| *name)
}

/// `secret` in plain text and in each encoding, at every alignment.
pub(crate) fn forms(secret: &str) -> Vec<(&'static str, String)> {
    let decimals: Vec<String> = secret.bytes().map(|byte| byte.to_string()).collect();
    let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut forms = vec![
        ("plain", secret.to_owned()),
        ("hex", hex.to_uppercase()),
        ("hex", hex),
        ("decimal list", decimals.join(",")),
        ("decimal list", decimals.join(", ")),
    ];
    for before in 0..3 {
        forms.push(("base64", inside(&BASE64_STANDARD_NO_PAD, secret, before)));
        forms.push(("base64url", inside(&BASE64_URL_SAFE_NO_PAD, secret, before)));
    }
    forms
}

/// The base64 characters of the secret, if this many bytes of other text precede it in its group of three.
fn inside(engine: &impl Engine, secret: &str, before: usize) -> String {
    let mut bytes = vec![0; before];
    bytes.extend_from_slice(secret.as_bytes());
    // The first and the last characters share bits with adjacent text.
    let first = (before * 8).div_ceil(6);
    let last = bytes.len() * 8 / 6;
    engine.encode(bytes)[first..last].to_owned()
}

/// Minimum length in bytes; shorter secrets would be found by chance.
const SHORTEST: usize = 7;
