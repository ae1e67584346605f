//! The claims that are read, with the types of RFC 7519 §4.1.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256, Sha512};
use subtle::ConstantTimeEq as _;

use crate::error::IdTokenError;
use crate::json::{Json, JsonError, Object};
use crate::oidc::signature::Algorithm;
use crate::text::ServerText;
use crate::time::UnixTime;

/// The claims; `null` and an empty text count as absent. A checked claim of the wrong type makes the whole token
/// malformed, because an invalid `exp` must not count as an absent one.
#[derive(Debug)]
pub(super) struct Claims {
    pub(super) iss: Option<String>,
    pub(super) sub: Option<String>,
    pub(super) aud: Vec<String>,
    pub(super) azp: Option<String>,
    pub(super) exp: Option<UnixTime>,
    pub(super) iat: Option<UnixTime>,
    pub(super) nbf: Option<UnixTime>,
    pub(super) auth_time: Option<UnixTime>,
    pub(super) nonce: Option<String>,
    pub(super) at_hash: Option<String>,
    username: Option<String>,
    preferred_username: Option<String>,
    email: Option<String>,
    /// The user's groups, as far as they are texts.
    pub(super) groups: Vec<String>,
    pub(super) values: ClaimValues,
}

impl Claims {
    pub(super) fn read(raw: &Object<'_>) -> Result<Self, JsonError> {
        // A name is only for display, so an invalid one does not prevent the sign-in.
        let name = |name| raw.text_if_any(name).map(ToOwned::to_owned);
        // The cast saturates: a date beyond the range becomes the latest date, never a small number.
        let date = |name| {
            Ok(raw
                .number(name)?
                .map(|secs| UnixTime::from_secs(secs as i64)))
        };
        Ok(Self {
            iss: raw.non_empty_text("iss")?,
            sub: raw.non_empty_text("sub")?,
            aud: audiences(raw)?,
            azp: raw.non_empty_text("azp")?,
            exp: date("exp")?,
            iat: date("iat")?,
            nbf: date("nbf")?,
            // Only compared if both tokens have it.
            auth_time: date("auth_time").ok().flatten(),
            nonce: raw.non_empty_text("nonce")?,
            at_hash: raw.non_empty_text("at_hash")?,
            username: name("username"),
            preferred_username: name("preferred_username"),
            email: name("email"),
            groups: match raw.get("groups") {
                Some(Json::Text(one)) => alloc::vec![one.clone()],
                _ => raw.texts("groups").ok().flatten().unwrap_or_default(),
            },
            values: ClaimValues::of(raw),
        })
    }

    /// A Supervisor's name for the user, else the issuer's.
    pub(super) fn username_or_subject(&self) -> Option<&str> {
        self.username.as_deref().or(self.sub.as_deref())
    }

    /// The nonce has to be present and the one that was sent (OpenID Connect Core §3.1.3.7, step 11).
    pub(super) fn check_nonce(&self, sent: &str) -> Result<(), IdTokenError> {
        let given = self.nonce.as_deref().unwrap_or_default();
        if given.as_bytes().ct_eq(sent.as_bytes()).into() {
            Ok(())
        } else {
            Err(IdTokenError::Nonce)
        }
    }

    /// If there is an `at_hash`, it has to be the left half of the access token's hash (OpenID Connect Core §3.1.3.8).
    pub(super) fn check_access_token(
        &self,
        algorithm: Algorithm,
        access_token: &str,
    ) -> Result<(), IdTokenError> {
        let Some(expected) = &self.at_hash else {
            return Ok(());
        };
        let hash = match algorithm {
            Algorithm::Es256 | Algorithm::Ps256 | Algorithm::Rs256 => {
                BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(access_token)[..16])
            }
            Algorithm::EdDsa => BASE64_URL_SAFE_NO_PAD.encode(&Sha512::digest(access_token)[..32]),
        };
        if hash == *expected {
            Ok(())
        } else {
            Err(IdTokenError::AccessTokenHash)
        }
    }

    /// The most readable name: a Supervisor's `username`, the two common ones of OpenID Connect Core §5.1, or `sub`. It
    /// is only for display, and safe for it.
    pub(super) fn display_name(&self) -> String {
        let names = [
            &self.username,
            &self.preferred_username,
            &self.email,
            &self.sub,
        ];
        let name = names.into_iter().flatten().next();
        name.map(|name| ServerText::new(name).as_str().to_owned())
            .unwrap_or_default()
    }
}

/// The names of all claims, and the values of those that are texts. An authenticator may read any of them.
pub(crate) struct ClaimValues {
    claims: Vec<(String, Option<String>)>,
    /// Whether the issuer says that the email address is not verified.
    pub(crate) has_unverified_email: bool,
}

impl ClaimValues {
    pub(crate) fn of(raw: &Object<'_>) -> Self {
        let present = raw
            .members()
            .iter()
            .filter(|(_, value)| !matches!(value, Json::Null));
        let claims =
            present.map(|(name, _)| (name.clone(), raw.text_if_any(name).map(ToOwned::to_owned)));
        Self {
            claims: claims.collect(),
            has_unverified_email: matches!(raw.get("email_verified"), Some(Json::Flag(false))),
        }
    }

    /// Whether there is such a claim, of any type.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.claims.iter().any(|(claim, _)| claim == name)
    }

    /// The value of a claim that is a text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let (_, value) = self.claims.iter().find(|(claim, _)| claim == name)?;
        value.as_deref()
    }
}

/// Without the values: they are about a person.
impl fmt::Debug for ClaimValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.claims.iter().map(|(name, _)| name))
            .finish()
    }
}

/// `aud`: one string, or several (RFC 7519 §4.1.3).
fn audiences(raw: &Object<'_>) -> Result<Vec<String>, JsonError> {
    match raw.get("aud") {
        Some(Json::Text(one)) => Ok(alloc::vec![one.clone()]),
        _ => Ok(raw.texts("aud")?.unwrap_or_default()),
    }
}
