//! `Issuer`: an issuer identifier, compared as an exact string (OpenID Connect Discovery §4.3).

use alloc::string::String;
use core::fmt;

use serde::Serialize;

use crate::url::HttpsUrl;

/// The issuer's identifier. It is compared byte for byte, without normalization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Issuer(HttpsUrl);

impl Issuer {
    /// Validates `text`: https (or loopback), no query and no fragment.
    ///
    /// # Errors
    /// The reason, as the second half of a sentence that starts with the field's name.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if text.contains('?') {
            return Err("must have no query");
        }
        HttpsUrl::parse(text).map(Self)
    }

    /// The identifier as configured.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The URL of the metadata (OpenID Connect Discovery §4).
    #[must_use]
    pub fn well_known(&self) -> String {
        let mut url = String::from(self.as_str().trim_end_matches('/'));
        url.push_str(WELL_KNOWN);
        url
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The suffix that turns an issuer into its metadata's URL.
pub(super) const WELL_KNOWN: &str = "/.well-known/openid-configuration";
