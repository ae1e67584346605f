//! Authenticates a JWT by the rules of a Kubernetes OIDC authenticator.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls::ClientConfig;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::identity::Identity;
use super::jwks::{self, Jwk};
use crate::clock::unix_seconds;

/// A `JWTAuthenticator`: one issuer, one audience, two claims.
pub(crate) struct Verifier {
    pub(crate) issuer: String,
    pub(crate) audience: String,
    pub(crate) username_claim: String,
    pub(crate) groups_claim: String,
    /// The trust in an `https` issuer.
    trust: Option<Arc<ClientConfig>>,
    keys: Mutex<Vec<Jwk>>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
}

/// A decoded JWT that is not verified yet.
struct ParsedJwt<'a> {
    header: Header,
    claims: Map<String, Value>,
    signed: &'a str,
    signature: Vec<u8>,
}

impl Verifier {
    pub(crate) fn new(
        issuer: &str,
        audience: &str,
        username_claim: &str,
        groups_claim: &str,
        trust: Option<Arc<ClientConfig>>,
    ) -> Self {
        Self {
            issuer: issuer.to_owned(),
            audience: audience.to_owned(),
            username_claim: username_claim.to_owned(),
            groups_claim: groups_claim.to_owned(),
            trust,
            keys: Mutex::default(),
        }
    }

    /// Verifies a token at the time `now` and returns its identity, or the reason why it is invalid.
    pub(crate) async fn verify(
        &self,
        token: &str,
        now: SystemTime,
    ) -> Result<Identity, &'static str> {
        let parts = parse(token).ok_or("not a JWT")?;
        if !["RS256", "ES256"].contains(&parts.header.alg.as_str()) {
            return Err("algorithm not accepted");
        }
        let claims = &parts.claims;
        if claims.get("iss").and_then(Value::as_str) != Some(&self.issuer) {
            return Err("wrong issuer");
        }
        if !self.is_for_us(claims.get("aud")) {
            return Err("wrong audience");
        }
        self.check_signature(&parts).await?;
        let now = unix_seconds(now) as f64;
        let instant = |name: &str| claims.get(name).and_then(Value::as_f64);
        if instant("exp").is_none_or(|expires| now >= expires) {
            return Err("expired");
        }
        if instant("nbf").is_some_and(|starts| now < starts) {
            return Err("not valid yet");
        }
        self.identity(claims)
    }

    fn is_for_us(&self, aud: Option<&Value>) -> bool {
        let ours = |value: &Value| value.as_str() == Some(&self.audience);
        match aud {
            Some(Value::Array(list)) => list.iter().any(ours),
            Some(single) => ours(single),
            None => false,
        }
    }

    /// Keys are cached until a token arrives whose signature none of them verifies.
    async fn check_signature(&self, parts: &ParsedJwt<'_>) -> Result<(), &'static str> {
        if parts.is_signed_by(&self.lock()) {
            return Ok(());
        }
        let fresh = jwks::fetch(&self.issuer, self.trust.as_ref()).await?;
        let signed = parts.is_signed_by(&fresh);
        *self.lock() = fresh;
        signed
            .then_some(())
            .ok_or("no key of the issuer made this signature")
    }

    fn identity(&self, claims: &Map<String, Value>) -> Result<Identity, &'static str> {
        let username = claims
            .get(&self.username_claim)
            .and_then(Value::as_str)
            .filter(|name| !name.is_empty())
            .ok_or("no username claim")?;
        let verified = claims
            .get("email_verified")
            .is_none_or(|value| value == &Value::Bool(true));
        if self.username_claim == "email" && !verified {
            return Err("email not verified");
        }
        Ok(Identity {
            username: username.to_owned(),
            groups: groups(claims.get(&self.groups_claim))
                .ok_or("groups claim is not a list of strings")?,
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Jwk>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ParsedJwt<'_> {
    fn is_signed_by(&self, keys: &[Jwk]) -> bool {
        let Header { alg, kid } = &self.header;
        keys.iter()
            .filter(|key| key.matches_kid(kid.as_deref()))
            .any(|key| key.verifies(alg, self.signed.as_bytes(), &self.signature))
    }
}

/// The claim is a list of strings, one string, or absent.
fn groups(claim: Option<&Value>) -> Option<Vec<String>> {
    match claim {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(Value::String(group)) => Some(vec![group.clone()]),
        Some(list) => list
            .as_array()?
            .iter()
            .map(|group| group.as_str().map(str::to_owned))
            .collect(),
    }
}

fn parse(token: &str) -> Option<ParsedJwt<'_>> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    Some(ParsedJwt {
        header: serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?,
        claims: serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?,
        signed,
        signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
    })
}
