//! ID tokens: decoded, signature verified by the edge, claims checked into [`IdToken`] (OpenID Connect Core §3.1.3.7).

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use self::claims::Claims;
use super::jwks::Jwks;
use super::signature::{Algorithm, CheckId, SignatureCheck, SignatureProof};
use crate::error::{IdTokenError, KeysError};
use crate::json::{Json, JsonError};
use crate::secret::Secret;
use crate::time::UnixTime;

mod claims;
mod rules;

pub(crate) use self::claims::ClaimValues;
pub(crate) use self::rules::{IssuerTime, Occasion, Rules};

/// An unverified token. It offers what its verification needs, and the claims that a log or a cache needs.
#[derive(Debug)]
pub struct UnverifiedToken {
    raw: Secret<String>,
    algorithm: Algorithm,
    kid: Option<String>,
    signature: Vec<u8>,
    claims: Claims,
}

impl UnverifiedToken {
    /// Splits and decodes a compact JWS (RFC 7515 §3.1).
    ///
    /// # Errors
    /// Its shape, its algorithm, or a `crit` header (RFC 7515 §4.1.11).
    pub fn parse(raw: Secret<String>) -> Result<Self, IdTokenError> {
        let mut parts = raw.secret().split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(match raw.secret().split('.').count() {
                1 => IdTokenError::Opaque,
                JWE_PARTS => IdTokenError::Encrypted,
                _ => IdTokenError::Malformed,
            });
        };
        let header = decode_json(header)?;
        let header = header.root()?;
        // Any `crit` header is refused, because no extension is supported.
        if header.get("crit").is_some() {
            return Err(IdTokenError::Critical);
        }
        let name = header.text("alg")?;
        let algorithm = Algorithm::from_name(name)
            .ok_or_else(|| IdTokenError::Algorithm(Algorithm::unsupported_name(name)))?;
        let kid = header.non_empty_text("kid")?;
        let signature = decode(signature)?;
        if matches!(algorithm, Algorithm::Es256 | Algorithm::EdDsa)
            && signature.len() != CURVE_SIGNATURE_BYTES
        {
            return Err(IdTokenError::Signature);
        }
        let claims = Claims::read(&decode_json(payload)?.root()?)?;
        Ok(Self {
            algorithm,
            kid,
            signature,
            claims,
            raw,
        })
    }

    /// The id of the key that the token says it was signed with.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The user that the token claims to be about: a Supervisor's `username`, else `sub`. Unverified, for logs only.
    #[must_use]
    pub fn claimed_user(&self) -> Option<&str> {
        self.claims.username_or_subject()
    }

    /// The claimed issuer.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.claims.iss.as_deref()
    }

    /// The claimed audiences.
    #[must_use]
    pub fn audiences(&self) -> &[String] {
        &self.claims.aud
    }

    /// The claimed expiry, on the issuer's clock.
    #[must_use]
    pub const fn expires(&self) -> Option<UnixTime> {
        self.claims.exp
    }

    /// The first missing claim of those that Pinniped's authenticators read by default.
    #[must_use]
    pub fn missing_claim(&self) -> Option<&'static str> {
        let values = &self.claims.values;
        if values.text("username").is_none() {
            return Some("username");
        }
        (!values.has("groups")).then_some("groups")
    }

    /// Checks `at_hash` (OpenID Connect Core §3.1.3.8), for callers that have both tokens but no keys.
    ///
    /// # Errors
    /// It is present and belongs to another access token.
    pub fn check_access_token(&self, access_token: &str) -> Result<(), IdTokenError> {
        self.claims.check_access_token(self.algorithm, access_token)
    }

    /// Checks `nonce` (OpenID Connect Core §3.1.3.7, step 11), for callers that have no keys.
    ///
    /// # Errors
    /// It is absent or belongs to another sign-in.
    pub fn check_nonce(&self, sent: &str) -> Result<(), IdTokenError> {
        self.claims.check_nonce(sent)
    }

    pub(crate) const fn values(&self) -> &ClaimValues {
        &self.claims.values
    }

    /// Whether the token names the key that signed it.
    pub(crate) const fn names_key(&self) -> bool {
        self.kid.is_some()
    }

    /// The claimed time of issue, on the issuer's clock.
    pub(crate) const fn issued(&self) -> Option<UnixTime> {
        self.claims.iat
    }

    /// Describes the signature check, with every key that can have signed this token.
    pub(crate) fn check(&self, id: CheckId, keys: &Jwks) -> Result<SignatureCheck, KeysError> {
        let keys = keys.candidates(self.algorithm, self.kid.as_deref());
        if keys.is_empty() {
            return Err(KeysError::NoneFits);
        }
        let raw = self.raw.secret();
        let signed = raw
            .rsplit_once('.')
            .map_or(raw.as_str(), |(signed, _)| signed);
        Ok(SignatureCheck {
            id,
            algorithm: self.algorithm,
            keys,
            message: signed.as_bytes().to_vec(),
            signature: self.signature.clone(),
        })
    }
}

/// An ID token with a valid signature, whose claims are still unchecked.
pub(crate) struct SignedToken {
    pub(crate) token: UnverifiedToken,
    pub(crate) id: CheckId,
    pub(crate) proof: SignatureProof,
}

impl SignedToken {
    /// Checks every claim and returns a verified token.
    pub(crate) fn verify(
        self,
        rules: &Rules<'_>,
        time: IssuerTime,
    ) -> Result<IdToken, IdTokenError> {
        let Self { token, id, proof } = self;
        if !proof.is_for(id) {
            return Err(IdTokenError::Signature);
        }
        rules.check(&token.claims, token.algorithm, time)?;
        let claims = token.claims;
        let username = claims.display_name();
        Ok(IdToken {
            facts: Rc::new(TokenFacts {
                issuer: claims.iss.ok_or(IdTokenError::Issuer)?,
                claims: claims.values,
                algorithm: token.algorithm,
                issued: claims.iat.ok_or(IdTokenError::IssuedAt)?,
                expires: claims.exp.ok_or(IdTokenError::Expired)?,
                audiences: claims.aud,
            }),
            username,
            groups: claims.groups,
            subject: claims.sub.ok_or(IdTokenError::Subject)?,
            authorized_party: claims.azp,
            auth_time: claims.auth_time,
            raw: token.raw,
        })
    }
}

/// A verified token: of the configured issuer, for our client, of this login, unexpired.
#[derive(Debug)]
pub struct IdToken {
    raw: Secret<String>,
    username: String,
    groups: Vec<String>,
    subject: String,
    authorized_party: Option<String>,
    auth_time: Option<UnixTime>,
    facts: Rc<TokenFacts>,
}

/// The properties that a verifier checks, kept for the case that it refuses the token without a reason. None is
/// secret.
#[derive(Debug)]
pub(crate) struct TokenFacts {
    pub(crate) audiences: Vec<String>,
    pub(crate) issued: UnixTime,
    pub(crate) expires: UnixTime,
    pub(crate) algorithm: Algorithm,
    pub(crate) issuer: String,
    pub(crate) claims: ClaimValues,
}

impl IdToken {
    /// The token itself, for a Concierge. **Secret.**
    pub(crate) const fn raw(&self) -> &Secret<String> {
        &self.raw
    }

    /// The user's name, from the most readable claim.
    #[must_use]
    pub fn username(&self) -> &str {
        &self.username
    }

    /// The user's groups according to the claim `groups`.
    pub(crate) fn groups(&self) -> &[String] {
        &self.groups
    }

    /// The issuer's own identifier for the user.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Whether a verifier that requires `audience` accepts this token.
    #[must_use]
    pub fn has_audience(&self, audience: &str) -> bool {
        self.facts.audiences.iter().any(|own| own == audience)
    }

    /// When the user signed in, on the issuer's clock, if the issuer says so.
    pub(crate) const fn auth_time(&self) -> Option<UnixTime> {
        self.auth_time
    }

    pub(crate) const fn facts(&self) -> &Rc<TokenFacts> {
        &self.facts
    }

    /// When it was issued, on the issuer's clock.
    pub(crate) fn issued(&self) -> UnixTime {
        self.facts.issued
    }

    /// When it expires, on the issuer's clock.
    #[must_use]
    pub fn expires(&self) -> UnixTime {
        self.facts.expires
    }
}

fn decode_json(part: &str) -> Result<Json, IdTokenError> {
    Ok(Json::parse(&decode(part)?)?)
}

impl From<JsonError> for IdTokenError {
    /// The claim is not named: a token's contents stay private until its signature is verified.
    fn from(_: JsonError) -> Self {
        Self::Malformed
    }
}

fn decode(part: &str) -> Result<Vec<u8>, IdTokenError> {
    BASE64_URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| IdTokenError::Malformed)
}

/// Header, key, initialization vector, ciphertext and tag (RFC 7516 §3.1).
const JWE_PARTS: usize = 5;
/// Two field elements of 32 bytes each (RFC 7518 §3.4, RFC 8032 §5.1.6); a DER signature has another length.
const CURVE_SIGNATURE_BYTES: usize = 64;

#[cfg(test)]
mod tests;
