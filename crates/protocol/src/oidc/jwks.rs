//! The issuer's keys, and which of them can have signed a token (RFC 7517).

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Serialize;

use super::signature::Algorithm;
use crate::error::KeysError;
use crate::json::{self, Json, JsonError, Object};

/// A set of public keys. Its serialized form has only public members, even if an issuer leaks private ones.
#[derive(Clone, Debug, Serialize)]
pub struct Jwks {
    keys: Vec<Jwk>,
}

impl Jwks {
    /// Parses a set. Keys of unknown types are skipped, because issuers may add them at any time (RFC 7517 §5), and so
    /// are malformed and symmetric ones.
    ///
    /// # Errors
    /// The document is not a JWK set.
    pub fn parse(body: &[u8]) -> Result<Self, KeysError> {
        let json = Json::parse(body).map_err(KeysError::Malformed)?;
        let keys = json
            .root()
            .and_then(|root| root.objects_among("keys"))
            .map_err(KeysError::Malformed)?;
        let keys = keys.into_iter().take(MAX_KEYS);
        let keys = keys.filter_map(|key| Jwk::read(&key).ok());
        Ok(Self {
            keys: keys.filter(|key| key.kty != "oct").collect(),
        })
    }

    /// Whether a key has this id.
    #[must_use]
    pub fn has(&self, kid: &str) -> bool {
        self.keys.iter().any(|key| key.kid.as_deref() == Some(kid))
    }

    /// The keys that can have made a signature by `algorithm`, with this `kid` if the token names one.
    #[must_use]
    pub fn candidates(&self, algorithm: Algorithm, kid: Option<&str>) -> Vec<PublicKey> {
        let named = |key: &&Jwk| kid.is_none() || key.kid.as_deref() == kid;
        self.keys
            .iter()
            .filter(named)
            .filter_map(|key| key.usable_for(algorithm))
            .collect()
    }
}

/// A key as WebCrypto and other libraries import it: a JWK with only public members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublicKey {
    kty: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    crv: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    y: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    n: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    e: Option<String>,
}

impl PublicKey {
    /// The JWK as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        json::to_text(self)
    }
}

/// RFC 7517 §4 and RFC 7518 §6, public members only.
#[derive(Clone, Debug, Serialize)]
struct Jwk {
    kty: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<String>,
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    usage: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_ops: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alg: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    crv: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    y: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    n: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    e: Option<String>,
}

impl Jwk {
    fn read(raw: &Object<'_>) -> Result<Self, JsonError> {
        Ok(Self {
            kty: raw.text("kty")?.to_owned(),
            kid: raw.non_empty_text("kid")?,
            usage: raw.non_empty_text("use")?,
            key_ops: raw.texts("key_ops")?,
            alg: raw.non_empty_text("alg")?,
            crv: raw.non_empty_text("crv")?,
            x: raw.non_empty_text("x")?,
            y: raw.non_empty_text("y")?,
            n: raw.non_empty_text("n")?,
            e: raw.non_empty_text("e")?,
        })
    }

    /// The public key, if every member that restricts its use allows this one (RFC 7517 §4.2–§4.4).
    fn usable_for(&self, algorithm: Algorithm) -> Option<PublicKey> {
        let may_sign = self.usage.as_deref().is_none_or(|usage| usage == "sig");
        let may_verify = self
            .key_ops
            .as_ref()
            .is_none_or(|ops| ops.iter().any(|op| op == "verify"));
        let same_algorithm = self
            .alg
            .as_deref()
            .is_none_or(|alg| alg == algorithm.as_str());
        if !(may_sign && may_verify && same_algorithm) {
            return None;
        }
        let crv = self.crv.as_deref();
        let key = PublicKey {
            kty: "",
            crv: None,
            x: None,
            y: None,
            n: None,
            e: None,
        };
        match (algorithm, self.kty.as_str()) {
            (Algorithm::Es256, "EC") if crv == Some("P-256") => Some(PublicKey {
                kty: "EC",
                crv: Some("P-256"),
                x: Some(self.x.clone()?),
                y: Some(self.y.clone()?),
                ..key
            }),
            (Algorithm::EdDsa, "OKP") if crv == Some("Ed25519") => Some(PublicKey {
                kty: "OKP",
                crv: Some("Ed25519"),
                x: Some(self.x.clone()?),
                ..key
            }),
            (Algorithm::Rs256 | Algorithm::Ps256, "RSA") => {
                let modulus = BASE64_URL_SAFE_NO_PAD.decode(self.n.as_ref()?).ok()?;
                RSA_MODULUS_BYTES.contains(&modulus.len()).then_some(())?;
                Some(PublicKey {
                    kty: "RSA",
                    n: self.n.clone(),
                    e: Some(self.e.clone()?),
                    ..key
                })
            }
            _ => None,
        }
    }
}

/// More keys than any issuer publishes; an endless set must not keep the browser busy.
const MAX_KEYS: usize = 100;
/// 2048 to 8192 bits: shorter keys are breakable, longer ones cost the verifier too much time.
const RSA_MODULUS_BYTES: core::ops::RangeInclusive<usize> = 256..=1024;
