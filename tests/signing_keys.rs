//! Signing keys of an issuer, for the test programs that need them.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::digest;
use ring::rand::SystemRandom;
use ring::rsa::{self, PublicKeyComponents};
use ring::signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _};
use serde_json::{Map, Value, json};

/// A signing key of an issuer. Keys of one type are interchangeable, except where two have to differ.
pub(crate) enum Key {
    Es256(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
    Ps256(rsa::KeyPair),
    Rs256(rsa::KeyPair),
}

impl Key {
    pub(crate) fn es256() -> Self {
        let kind = &signature::ECDSA_P256_SHA256_FIXED_SIGNING;
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(kind, &random).unwrap();
        Self::Es256(EcdsaKeyPair::from_pkcs8(kind, document.as_ref(), &random).unwrap())
    }

    pub(crate) fn eddsa() -> Self {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Self::EdDsa(Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap())
    }

    /// The same key in every run, with deterministic signatures.
    pub(crate) fn constant() -> Self {
        Self::EdDsa(Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap())
    }

    pub(crate) fn rs256() -> Self {
        Self::Rs256(rsa_key(RSA_KEY))
    }

    pub(crate) fn ps256() -> Self {
        Self::Ps256(rsa_key(RSA_KEY))
    }

    /// Another key than [`Key::rs256`].
    pub(crate) fn other_rs256() -> Self {
        Self::Rs256(rsa_key(OTHER_RSA_KEY))
    }

    pub(crate) fn alg(&self) -> &'static str {
        match self {
            Self::Es256(_) => "ES256",
            Self::EdDsa(_) => "EdDSA",
            Self::Ps256(_) => "PS256",
            Self::Rs256(_) => "RS256",
        }
    }

    /// Header and claims as a signed compact token (RFC 7515 §3.1).
    pub(crate) fn compact(
        &self,
        header: &Map<String, Value>,
        claims: &Map<String, Value>,
    ) -> String {
        let part = |object: &Map<String, Value>| {
            base64url(Value::Object(object.clone()).to_string().as_bytes())
        };
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = base64url(&self.sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    /// The left half of a hash, as in `at_hash` (OpenID Connect Core §3.1.3.6).
    pub(crate) fn half_hash(&self, token: &str) -> String {
        let kind = match self {
            Self::Es256(_) | Self::Ps256(_) | Self::Rs256(_) => &digest::SHA256,
            Self::EdDsa(_) => &digest::SHA512,
        };
        let hash = digest::digest(kind, token.as_bytes());
        base64url(&hash.as_ref()[..hash.as_ref().len() / 2])
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Es256(key) => key.sign(&random, message).unwrap().as_ref().to_vec(),
            Self::EdDsa(key) => key.sign(message).as_ref().to_vec(),
            Self::Ps256(key) => sign_rsa(key, &signature::RSA_PSS_SHA256, message),
            Self::Rs256(key) => sign_rsa(key, &signature::RSA_PKCS1_SHA256, message),
        }
    }

    /// The public half, as an issuer publishes it.
    pub(crate) fn jwk(&self, kid: &str) -> Value {
        let mut jwk = match self {
            Self::Es256(key) => {
                let point = key.public_key().as_ref();
                json!({"kty": "EC", "crv": "P-256", "x": base64url(&point[1..33]), "y": base64url(&point[33..])})
            }
            Self::EdDsa(key) => {
                json!({"kty": "OKP", "crv": "Ed25519", "x": base64url(key.public_key().as_ref())})
            }
            Self::Ps256(key) | Self::Rs256(key) => {
                let public: PublicKeyComponents<Vec<u8>> = key.public().into();
                json!({"kty": "RSA", "n": base64url(&public.n), "e": base64url(&public.e)})
            }
        };
        jwk["kid"] = json!(kid);
        jwk["alg"] = json!(self.alg());
        jwk["use"] = json!("sig");
        jwk
    }
}

pub(crate) fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn from_base64url(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}

fn rsa_key(pem: &str) -> rsa::KeyPair {
    let base64: String = pem
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .collect();
    rsa::KeyPair::from_pkcs8(&STANDARD.decode(base64).unwrap()).unwrap()
}

fn sign_rsa(
    key: &rsa::KeyPair,
    padding: &'static dyn signature::RsaEncoding,
    message: &[u8],
) -> Vec<u8> {
    let mut made = vec![0; key.public().modulus_len()];
    key.sign(padding, &SystemRandom::new(), message, &mut made)
        .unwrap();
    made
}

/// Made with openssl; test keys that protect nothing.
const RSA_KEY: &str = include_str!("../crates/protocol/tests/fixtures/rsa.key");
const OTHER_RSA_KEY: &str = include_str!("../crates/protocol/tests/fixtures/rsa-other.key");
