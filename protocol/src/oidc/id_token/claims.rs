//! The members of a token that we read, with the types that RFC 7519 §4.1 gives them.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, IgnoredAny};

use crate::time::UnixTime;

/// The JOSE header.
#[derive(Deserialize)]
pub(super) struct Header {
    pub(super) alg: String,
    pub(super) kid: Option<String>,
    /// Its mere presence is a demand that we cannot meet.
    pub(super) crit: Option<IgnoredAny>,
}

/// The claims. A claim of the wrong type makes the whole token unreadable: an absent `exp` and a misspelt one are
/// different things.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    pub(super) iss: Option<String>,
    pub(super) sub: Option<String>,
    pub(super) aud: Option<OneOrMany>,
    pub(super) azp: Option<String>,
    #[serde(default, deserialize_with = "numeric_date")]
    pub(super) exp: Option<NumericDate>,
    #[serde(default, deserialize_with = "numeric_date")]
    pub(super) iat: Option<NumericDate>,
    #[serde(default, deserialize_with = "numeric_date")]
    pub(super) nbf: Option<NumericDate>,
    pub(super) auth_time: Option<i64>,
    pub(super) nonce: Option<String>,
    pub(super) at_hash: Option<String>,
    username: Option<String>,
    preferred_username: Option<String>,
    email: Option<String>,
}

impl Claims {
    /// The most readable name: a Supervisor's `username`, the two common ones of OpenID Connect Core §5.1, or `sub`.
    pub(super) fn display_name(&self) -> String {
        let names = [
            &self.username,
            &self.preferred_username,
            &self.email,
            &self.sub,
        ];
        names
            .into_iter()
            .flatten()
            .find(|name| !name.is_empty())
            .cloned()
            .unwrap_or_default()
    }
}

/// `aud`: one string, or several (RFC 7519 §4.1.3).
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    pub(super) fn as_slice(&self) -> &[String] {
        match self {
            Self::One(value) => core::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}

impl From<OneOrMany> for Vec<String> {
    fn from(value: OneOrMany) -> Self {
        match value {
            OneOrMany::One(value) => alloc::vec![value],
            OneOrMany::Many(values) => values,
        }
    }
}

/// Seconds since the epoch, possibly with a fraction (RFC 7519 §2).
#[derive(Clone, Copy, Debug)]
pub(super) struct NumericDate(f64);

impl From<NumericDate> for UnixTime {
    /// Casting saturates: a date beyond the end of time is the end of time, never a small number.
    fn from(NumericDate(secs): NumericDate) -> Self {
        Self::from_secs(secs as i64)
    }
}

/// A present claim must be a number: `null` or a string is not the same as an absent claim.
fn numeric_date<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<NumericDate>, D::Error> {
    let secs = f64::deserialize(deserializer)?;
    if secs.is_finite() {
        Ok(Some(NumericDate(secs)))
    } else {
        Err(D::Error::custom("not a date"))
    }
}
