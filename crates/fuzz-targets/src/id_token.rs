//! ID tokens in compact form, beside serde_json.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use haulout_protocol::oidc::id_token::UnverifiedToken;
use haulout_protocol::oidc::signature::Algorithm;
use haulout_protocol::secret::Secret;
use serde_json::Value;

/// A parsed token has one of four algorithms and no `crit`, its claims are those that another JSON reader finds, and
/// its `Debug` form does not contain it.
///
/// # Panics
/// The guarantee does not hold.
pub fn target(data: &[u8]) {
    let Ok(input) = std::str::from_utf8(data) else {
        return;
    };
    let raw = compact(input);
    let Ok(token) = UnverifiedToken::parse(Secret::new(raw.clone())) else {
        return;
    };
    assert!(!format!("{token:?}").contains(&raw));
    let parts: Vec<Vec<u8>> = raw
        .split('.')
        .map(|part| {
            BASE64_URL_SAFE_NO_PAD
                .decode(part)
                .expect("each part is base64url")
        })
        .collect();
    let [header, claims, _signature] = &parts[..] else {
        panic!("a compact token has three parts");
    };
    let header: Value = serde_json::from_slice(header).expect("a header is JSON");
    let claims: Value = serde_json::from_slice(claims).expect("claims are JSON");
    assert!(
        header["alg"]
            .as_str()
            .and_then(Algorithm::from_name)
            .is_some()
    );
    assert!(header["crit"].is_null());
    assert_eq!(token.key_id(), filled(&header["kid"]));
    assert_eq!(token.issuer(), filled(&claims["iss"]));
    let audiences: Vec<&str> = match claims["aud"].as_array() {
        Some(list) => list.iter().filter_map(Value::as_str).collect(),
        None => claims["aud"].as_str().into_iter().collect(),
    };
    assert_eq!(token.audiences(), audiences);
    let expires = claims["exp"].as_f64().map(|seconds| seconds as i64);
    match (token.expires(), expires) {
        (Some(found), Some(expected)) if expected.unsigned_abs() < EXACT_SECONDS => {
            assert_eq!(found.as_secs(), expected);
        }
        (found, expected) => assert_eq!(found.is_some(), expected.is_some()),
    }
    let _ = token.check_access_token("access-1");
    let _ = (token.claimed_user(), token.missing_claim());
}

/// The input itself, or the token of a header, claims and a signature on three lines, which are easier to mutate.
fn compact(input: &str) -> String {
    match input.split('\n').collect::<Vec<_>>()[..] {
        [header, claims, signature] => {
            let part = |text| BASE64_URL_SAFE_NO_PAD.encode(text);
            format!("{}.{}.{}", part(header), part(claims), part(signature))
        }
        _ => input.to_owned(),
    }
}

fn filled(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
}

/// Larger dates saturate.
const EXACT_SECONDS: u64 = 1 << 53;
