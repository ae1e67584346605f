//! Verifies signatures with WebCrypto.

use haulout_protocol::oidc::jwks::PublicKey;
use haulout_protocol::oidc::signature::{Algorithm, SignatureCheck, Verdict};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use super::js::{global, member};

/// Tries the keys in order until one verifies the signature.
pub(crate) async fn verify(check: SignatureCheck) -> Verdict {
    let Some(subtle) = subtle() else {
        return check.unsupported();
    };
    let mut supported = false;
    for key in &check.keys {
        // A key that the platform cannot import (a point off its curve, an unsupported algorithm) is skipped.
        if let Ok(found) = verify_with(&subtle, key, &check).await {
            supported = true;
            if found {
                return check.valid();
            }
        }
    }
    if supported {
        check.invalid()
    } else {
        check.unsupported()
    }
}

async fn verify_with(
    subtle: &SubtleCrypto,
    key: &PublicKey,
    check: &SignatureCheck,
) -> Result<bool, JsValue> {
    let parameters = parameters(check.algorithm)?;
    let jwk: Object = js_sys::JSON::parse(&key.to_json())?.unchecked_into();
    let usages = Array::of1(&"verify".into());
    let imported = subtle.import_key_with_object("jwk", &jwk, &parameters, false, &usages)?;
    let imported: CryptoKey = JsFuture::from(imported).await?.unchecked_into();
    let found = subtle.verify_with_object_and_u8_array_and_u8_array(
        &parameters,
        &imported,
        &check.signature,
        &check.message,
    )?;
    Ok(JsFuture::from(found).await?.is_truthy())
}

/// The `AlgorithmIdentifier` that serves both import and verification (W3C Web Cryptography API §18).
fn parameters(algorithm: Algorithm) -> Result<Object, JsValue> {
    let members: &[(&str, JsValue)] = match algorithm {
        Algorithm::Es256 => &[
            ("name", "ECDSA".into()),
            ("namedCurve", "P-256".into()),
            ("hash", "SHA-256".into()),
        ],
        Algorithm::EdDsa => &[("name", "Ed25519".into())],
        Algorithm::Ps256 => &[
            ("name", "RSA-PSS".into()),
            ("hash", "SHA-256".into()),
            ("saltLength", 32.into()),
        ],
        Algorithm::Rs256 => &[
            ("name", "RSASSA-PKCS1-v1_5".into()),
            ("hash", "SHA-256".into()),
        ],
    };
    let object = Object::new();
    for (name, value) in members {
        Reflect::set(&object, &(*name).into(), value)?;
    }
    Ok(object)
}

/// Read from the global object, because workers and Node have no window. Absent in insecure contexts.
fn subtle() -> Option<SubtleCrypto> {
    let subtle = member(&global("crypto"), "subtle");
    subtle.is_object().then(|| subtle.unchecked_into())
}

#[cfg(test)]
mod tests;
