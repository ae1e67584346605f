//! Verifies signatures with `ring`.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use haulout_protocol::oidc::jwks::PublicKey;
use haulout_protocol::oidc::signature::{Algorithm, SignatureCheck, Verdict};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};
use serde::Deserialize;

/// Valid if any of the keys verifies the signature.
pub(super) fn verify(check: SignatureCheck) -> Verdict {
    let signed = SignedMessage {
        algorithm: check.algorithm,
        message: &check.message,
        signature: &check.signature,
    };
    let fits = |key: &PublicKey| signed.is_signed_with(&key.to_json()).unwrap_or(false);
    if check.keys.iter().any(fits) {
        check.valid()
    } else {
        check.invalid()
    }
}

struct SignedMessage<'a> {
    algorithm: Algorithm,
    message: &'a [u8],
    signature: &'a [u8],
}

impl SignedMessage<'_> {
    /// `None` if the key has no parameters for this algorithm.
    fn is_signed_with(&self, jwk: &str) -> Option<bool> {
        let key: Jwk = serde_json::from_str(jwk).ok()?;
        let found = match self.algorithm {
            Algorithm::Es256 => {
                let (x, y) = (coordinate(&key.x?)?, coordinate(&key.y?)?);
                self.by_point(&ECDSA_P256_SHA256_FIXED, &[UNCOMPRESSED, &x, &y].concat())
            }
            Algorithm::EdDsa => self.by_point(&ED25519, &decode(&key.x?)?),
            Algorithm::Ps256 => self.by_modulus(&RSA_PSS_2048_8192_SHA256, &key.n?, &key.e?)?,
            Algorithm::Rs256 => self.by_modulus(&RSA_PKCS1_2048_8192_SHA256, &key.n?, &key.e?)?,
        };
        Some(found)
    }

    fn by_point(&self, algorithm: &'static dyn VerificationAlgorithm, point: &[u8]) -> bool {
        let key = UnparsedPublicKey::new(algorithm, point);
        key.verify(self.message, self.signature).is_ok()
    }

    fn by_modulus(&self, parameters: &'static RsaParameters, n: &str, e: &str) -> Option<bool> {
        let (n, e) = (decode(n)?, decode(e)?);
        let key = RsaPublicKeyComponents {
            n: without_leading_zeros(&n),
            e: without_leading_zeros(&e),
        };
        let verified = key.verify(parameters, self.message, self.signature);
        Some(verified.is_ok())
    }
}

/// Some issuers encode a modulus as a signed number with a leading zero, which `ring` rejects.
fn without_leading_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    &number[zeros..]
}

/// RFC 7518 §6.2.1.2: a coordinate has exactly the length that the curve requires.
fn coordinate(text: &str) -> Option<Vec<u8>> {
    decode(text).filter(|bytes| bytes.len() == P256_OCTETS)
}

fn decode(text: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(text).ok()
}

#[derive(Deserialize)]
struct Jwk {
    x: Option<String>,
    y: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

/// The prefix of an uncompressed point (SEC 1 §2.3.3).
const UNCOMPRESSED: &[u8] = &[4];
/// The length of a P-256 coordinate in octets.
const P256_OCTETS: usize = 32;

#[cfg(test)]
mod tests;
