//! Fetches an issuer's public keys and verifies signatures with them.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use rustls::ClientConfig;
use serde::Deserialize;

use super::document::document;

/// A JSON Web Key (RFC 7517) with the members of EC and RSA keys.
#[derive(Clone, Deserialize)]
pub(super) struct Jwk {
    kty: String,
    kid: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<Jwk>,
}

/// Fetches the keys that an issuer publishes.
pub(super) async fn fetch(
    issuer: &str,
    trust: Option<&Arc<ClientConfig>>,
) -> Result<Vec<Jwk>, &'static str> {
    let metadata = format!(
        "{}/.well-known/openid-configuration",
        issuer.trim_end_matches('/')
    );
    let metadata: Metadata = document(&metadata, trust).await?;
    if metadata.issuer != issuer {
        return Err("the issuer's metadata names another issuer");
    }
    let keys: Keys = document(&metadata.jwks_uri, trust).await?;
    Ok(keys.keys)
}

impl Jwk {
    /// Whether this key may have signed a token with this `kid`.
    pub(super) fn matches_kid(&self, kid: Option<&str>) -> bool {
        kid.is_none() || self.kid.as_deref() == kid
    }

    /// Whether `signature` is this key's signature over `message` with the algorithm `alg`.
    pub(super) fn verifies(&self, alg: &str, message: &[u8], signature: &[u8]) -> bool {
        match (alg, self.kty.as_str()) {
            ("ES256", "EC") if self.crv.as_deref() == Some("P-256") => {
                let (Some(x), Some(y)) = (decode(&self.x), decode(&self.y)) else {
                    return false;
                };
                // An uncompressed point is the byte 4 followed by both coordinates (SEC 1 §2.3.3).
                let point = [vec![4], x, y].concat();
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                    .verify(message, signature)
                    .is_ok()
            }
            ("RS256", "RSA") => {
                let (Some(n), Some(e)) = (decode(&self.n), decode(&self.e)) else {
                    return false;
                };
                RsaPublicKeyComponents { n, e }
                    .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
                    .is_ok()
            }
            _ => false,
        }
    }
}

fn decode(member: &Option<String>) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(member.as_deref()?).ok()
}

#[cfg(test)]
mod tests;
