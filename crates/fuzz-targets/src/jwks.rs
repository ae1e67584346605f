//! JWK sets, beside serde_json.

use haulout_protocol::json;
use haulout_protocol::oidc::jwks::Jwks;
use haulout_protocol::oidc::signature::Algorithm;
use serde_json::{Map, Value};

/// A set keeps only public members with their values, its serialized form is the same set, and every candidate is a
/// key of the document.
///
/// # Panics
/// The guarantee does not hold.
pub fn target(data: &[u8]) {
    let Ok(jwks) = Jwks::parse(data) else {
        return;
    };
    let given: Value = serde_json::from_slice(data).expect("an accepted set is JSON");
    let serialized = json::to_text(&jwks);
    let again = Jwks::parse(serialized.as_bytes()).expect("the serialized form is a set");
    assert_eq!(json::to_text(&again), serialized);
    let kept: Value = serde_json::from_str(&serialized).expect("it is JSON");
    for key in keys(&kept) {
        assert!(key.keys().all(|name| PUBLIC.contains(&name.as_str())));
        assert!(keys(&given).any(|other| has_all(other, key)));
    }
    for algorithm in ALGORITHMS {
        let all = jwks.candidates(algorithm, None);
        for key in &all {
            let key: Value = serde_json::from_str(&key.to_json()).expect("a key is JSON");
            let key = key.as_object().expect("a key is an object");
            assert!(keys(&kept).any(|other| has_all(other, key)));
        }
        for kid in keys(&kept).filter_map(|key| key.get("kid")?.as_str()) {
            assert!(jwks.has(kid));
            let named = jwks.candidates(algorithm, Some(kid));
            assert!(named.iter().all(|key| all.contains(key)));
        }
    }
}

fn keys(document: &Value) -> impl Iterator<Item = &Map<String, Value>> {
    let keys = document["keys"].as_array().into_iter().flatten();
    keys.filter_map(Value::as_object)
}

fn has_all(key: &Map<String, Value>, members: &Map<String, Value>) -> bool {
    members
        .iter()
        .all(|(name, value)| key.get(name) == Some(value))
}

const ALGORITHMS: [Algorithm; 4] = [
    Algorithm::Es256,
    Algorithm::EdDsa,
    Algorithm::Ps256,
    Algorithm::Rs256,
];
/// The public members of RFC 7517 §4 and RFC 7518 §6.
const PUBLIC: [&str; 10] = [
    "alg", "crv", "e", "key_ops", "kid", "kty", "n", "use", "x", "y",
];
