//! Tests that each algorithm accepts only its own signatures.

use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    RSA_PSS_SHA256, RsaKeyPair,
};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject as _;
use serde_json::json;

use super::*;

const MESSAGE: &[u8] = b"header.payload";

fn encode(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// Asserts that only this key, message, signature and algorithm verify.
fn assert_only(algorithm: Algorithm, jwk: &str, signature: &[u8]) {
    let check = |algorithm, message, signature| {
        let signed = SignedMessage {
            algorithm,
            message,
            signature,
        };
        signed.is_signed_with(jwk) == Some(true)
    };
    assert!(check(algorithm, MESSAGE, signature));
    assert!(!check(algorithm, b"header.other", signature));
    assert!(!check(algorithm, MESSAGE, &signature[1..]));
    let mut broken = signature.to_vec();
    broken[10] ^= 1;
    assert!(!check(algorithm, MESSAGE, &broken));
    let all = [
        Algorithm::Es256,
        Algorithm::EdDsa,
        Algorithm::Ps256,
        Algorithm::Rs256,
    ];
    for other in all.into_iter().filter(|other| *other != algorithm) {
        assert!(!check(other, MESSAGE, signature), "{other:?}");
    }
}

#[test]
fn elliptic_curve_signatures_are_verified() {
    let random = SystemRandom::new();
    let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let key = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
    let key = EcdsaKeyPair::from_pkcs8(algorithm, key.as_ref(), &random).unwrap();
    let point = &key.public_key().as_ref()[1..];
    let jwk = json!({"kty": "EC", "x": encode(&point[..32]), "y": encode(&point[32..])});
    let signature = key.sign(&random, MESSAGE).unwrap();
    assert_only(Algorithm::Es256, &jwk.to_string(), signature.as_ref());

    let key = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
    let key = Ed25519KeyPair::from_pkcs8(key.as_ref()).unwrap();
    let jwk = json!({"kty": "OKP", "x": encode(key.public_key().as_ref())});
    let signature = key.sign(MESSAGE);
    assert_only(Algorithm::EdDsa, &jwk.to_string(), signature.as_ref());
}

#[test]
fn rsa_signatures_are_verified_with_a_leading_zero_in_the_modulus() {
    let pem = include_bytes!("../../../../protocol/tests/fixtures/rsa.key");
    let der = PrivatePkcs8KeyDer::from_pem_slice(pem).unwrap();
    let key = RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).unwrap();
    let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(key.public());
    let signed_n = [&[0], n.as_slice()].concat();
    for n in [n, signed_n] {
        let jwk = json!({"kty": "RSA", "n": encode(&n), "e": encode(&e)}).to_string();
        let mut signature = vec![0; key.public().modulus_len()];
        let random = SystemRandom::new();
        key.sign(&RSA_PKCS1_SHA256, &random, MESSAGE, &mut signature)
            .unwrap();
        assert_only(Algorithm::Rs256, &jwk, &signature);
        key.sign(&RSA_PSS_SHA256, &random, MESSAGE, &mut signature)
            .unwrap();
        assert_only(Algorithm::Ps256, &jwk, &signature);
    }
}
