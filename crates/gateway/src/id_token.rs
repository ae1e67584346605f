//! What the gateway reads from ID tokens without verifying them: a name for the audit line, `at_hash`, the key's name.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256, Sha384, Sha512};
use subtle::ConstantTimeEq as _;

/// The part of an ID token's header and claims that is read here. The page verifies the token, the Concierge again.
#[derive(Debug)]
pub(crate) struct Unverified {
    algorithm: String,
    key: Option<String>,
    claims: Claims,
}

#[derive(Debug, Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Claims {
    sub: Option<String>,
    username: Option<String>,
    at_hash: Option<String>,
}

/// The access token that came along is not the one the ID token speaks of.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct AtHashMismatch;

impl Unverified {
    /// Reads a compact JWS; `None` when it is not one.
    pub(crate) fn read(token: &str) -> Option<Self> {
        let mut parts = token.split('.');
        let (header, claims, _signature) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let header: Header = part(header)?;
        Some(Self {
            algorithm: header.alg,
            key: header.kid,
            claims: part(claims)?,
        })
    }

    /// Which of the issuer's keys the token says it was signed with.
    pub(crate) fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// Who the token says it is about; bounded, unverified.
    pub(crate) fn who(&self) -> String {
        let who = self.claims.username.as_ref().or(self.claims.sub.as_ref());
        who.map_or_else(String::new, |who| who.chars().take(WHO_CHARS_MAX).collect())
    }

    /// OpenID Connect Core §3.1.3.8: when `at_hash` is there, it must be that of the access token.
    pub(crate) fn check_at_hash(&self, access_token: &str) -> Result<(), AtHashMismatch> {
        let Some(claimed) = &self.claims.at_hash else {
            return Ok(());
        };
        let hash = match self.algorithm.get(2..) {
            Some("256") => Sha256::digest(access_token).to_vec(),
            Some("384") => Sha384::digest(access_token).to_vec(),
            // EdDSA with Ed25519 hashes with SHA-512.
            Some("512" | "DSA") => Sha512::digest(access_token).to_vec(),
            _ => return Err(AtHashMismatch),
        };
        let expected = BASE64_URL_SAFE_NO_PAD.encode(&hash[..hash.len() / 2]);
        if bool::from(expected.as_bytes().ct_eq(claimed.as_bytes())) {
            Ok(())
        } else {
            Err(AtHashMismatch)
        }
    }
}

fn part<T: DeserializeOwned>(encoded: &str) -> Option<T> {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(encoded).ok()?).ok()
}

/// Characters of a name in the audit line.
const WHO_CHARS_MAX: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    fn token(header: &str, claims: &str) -> String {
        [header, claims]
            .map(|part| BASE64_URL_SAFE_NO_PAD.encode(part))
            .join(".")
            + ".c2ln"
    }

    #[test]
    fn the_user_name_comes_before_the_subject() {
        let who = |claims: &str| {
            Unverified::read(&token(r#"{"alg":"ES256"}"#, claims))
                .unwrap()
                .who()
        };
        assert_eq!(who(r#"{"sub":"s","username":"pinny"}"#), "pinny");
        assert_eq!(who(r#"{"sub":"s"}"#), "s");
        assert_eq!(who("{}"), "");
    }

    #[test]
    fn at_hash_is_checked_by_the_algorithm_of_the_token() {
        // The example of OpenID Connect Core appendix A.3.
        let access_token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        let check = |alg: &str, at_hash: &str| {
            let claims = format!(r#"{{"at_hash":"{at_hash}"}}"#);
            let token = token(&format!(r#"{{"alg":"{alg}"}}"#), &claims);
            Unverified::read(&token)
                .unwrap()
                .check_at_hash(access_token)
        };
        assert_eq!(check("RS256", "77QmUPtjPfzWtF2AnpK9RQ"), Ok(()));
        assert_eq!(check("ES256", "77QmUPtjPfzWtF2AnpK9RQ"), Ok(()));
        assert_eq!(
            check("ES256", "77QmUPtjPfzWtF2AnpK9RR"),
            Err(AtHashMismatch)
        );
        assert_eq!(
            check("ES384", "77QmUPtjPfzWtF2AnpK9RQ"),
            Err(AtHashMismatch)
        );
        assert_eq!(check("none", "77QmUPtjPfzWtF2AnpK9RQ"), Err(AtHashMismatch));
    }

    #[test]
    fn what_is_not_a_jws_is_not_read() {
        for bad in ["", "a.b", "a.b.c", "a.b.c.d.e"] {
            assert!(Unverified::read(bad).is_none(), "{bad}");
        }
    }
}
