//! The issuer's keys, and the edge's part of a signature check, which really verifies.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use haulout_protocol::oidc::signature::{Algorithm, SignatureCheck, Verdict};
use ring::digest;
use ring::rsa;
use ring::signature::{self, UnparsedPublicKey};
use serde_json::Value;

pub(crate) use super::signing_keys::{Key, base64url, from_base64url};

/// A browser's signature check: imports each key for the one algorithm, and verifies.
pub(crate) fn check(check: SignatureCheck) -> Verdict {
    let made_it = check.keys.iter().any(|key| {
        let jwk: Value = serde_json::from_str(&key.to_json()).unwrap();
        verifies(check.algorithm, &jwk, &check.message, &check.signature)
    });
    if made_it {
        check.valid()
    } else {
        check.invalid()
    }
}

fn verifies(algorithm: Algorithm, jwk: &Value, message: &[u8], signature: &[u8]) -> bool {
    let bytes = |name: &str| {
        URL_SAFE_NO_PAD
            .decode(jwk[name].as_str().unwrap_or_default())
            .unwrap_or_default()
    };
    let rsa = |parameters| {
        let (n, e) = (bytes("n"), bytes("e"));
        rsa::PublicKeyComponents { n, e }.verify(parameters, message, signature)
    };
    let curve = |kind: &'static dyn signature::VerificationAlgorithm, key: Vec<u8>| {
        UnparsedPublicKey::new(kind, key).verify(message, signature)
    };
    match algorithm {
        Algorithm::Es256 => {
            let point = [vec![4], bytes("x"), bytes("y")].concat();
            curve(&signature::ECDSA_P256_SHA256_FIXED, point)
        }
        Algorithm::EdDsa => curve(&signature::ED25519, bytes("x")),
        Algorithm::Ps256 => rsa(&signature::RSA_PSS_2048_8192_SHA256),
        Algorithm::Rs256 => rsa(&signature::RSA_PKCS1_2048_8192_SHA256),
    }
    .is_ok()
}

/// The S256 challenge of a verifier (RFC 7636 §4.2).
pub(crate) fn sha256(text: &str) -> String {
    base64url(digest::digest(&digest::SHA256, text.as_bytes()).as_ref())
}
