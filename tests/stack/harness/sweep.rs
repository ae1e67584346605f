//! Looks for a secret in a text in the forms that a leak takes.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};

/// The form in which `text` has `secret`, if in any.
pub(crate) fn found(text: &str, secret: &str) -> Option<&'static str> {
    assert!(secret.len() >= SHORTEST, "everything contains {secret}");
    let forms = forms(secret);
    let form = forms.iter().find(|(_, form)| text.contains(form.as_str()));
    form.map(|(name, _)| *name)
}

/// `secret` as it is, and in each of the notations of bytes, wherever in a longer text it may stand.
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

/// What base64 makes of the secret alone when so many bytes of other text stand before it in its group of three.
fn inside(engine: &impl Engine, secret: &str, before: usize) -> String {
    let mut bytes = vec![0; before];
    bytes.extend_from_slice(secret.as_bytes());
    // The first and the last characters share bits with what stands beside the secret.
    let first = (before * 8).div_ceil(6);
    let last = bytes.len() * 8 / 6;
    engine.encode(bytes)[first..last].to_owned()
}

/// Bytes; shorter ones are found by chance.
const SHORTEST: usize = 7;
