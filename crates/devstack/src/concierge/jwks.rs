//! Fetches an issuer's public keys and verifies signatures with them.

use std::time::Duration;

use axum::body::Bytes;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http_body_util::{BodyExt, Empty, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;

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

/// Size limit of a document of the issuer.
const DOCUMENT_LIMIT: usize = 256 * 1024;
/// Short, because the issuer runs on the same computer.
const FETCH_TIMEOUT: Duration = Duration::from_secs(5);

/// Fetches the keys that an issuer publishes.
pub(super) async fn fetch(issuer: &str) -> Result<Vec<Jwk>, &'static str> {
    let metadata: Metadata = get(&format!(
        "{}/.well-known/openid-configuration",
        issuer.trim_end_matches('/')
    ))
    .await?;
    if metadata.issuer != issuer {
        return Err("the issuer's metadata names another issuer");
    }
    let keys: Keys = get(&metadata.jwks_uri).await?;
    Ok(keys.keys)
}

async fn get<T: DeserializeOwned>(url: &str) -> Result<T, &'static str> {
    let failed = "the issuer could not be reached";
    let url = url
        .parse()
        .map_err(|_| "the issuer's address is not a URL")?;
    let client = Client::builder(TokioExecutor::new()).build_http::<Empty<Bytes>>();
    let document = async {
        let response = client.get(url).await.map_err(|_| failed)?;
        if !response.status().is_success() {
            return Err(failed);
        }
        let body = Limited::new(response.into_body(), DOCUMENT_LIMIT).collect();
        Ok(body.await.map_err(|_| failed)?.to_bytes())
    };
    let body = tokio::time::timeout(FETCH_TIMEOUT, document)
        .await
        .map_err(|_| failed)??;
    serde_json::from_slice(&body).map_err(|_| "the issuer's document is malformed")
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
