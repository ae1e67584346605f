//! `HttpsUrl`: a URL to which secrets may be sent.

use alloc::borrow::ToOwned;
use alloc::string::String;
use core::fmt;

use ::url::{Host, ParseError, Url};
use serde::Serialize;

/// An absolute URL with https, or with http to a loopback host; without user information and fragment.
///
/// It keeps its original text, because OpenID Connect compares URLs byte for byte.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct HttpsUrl(String);

impl HttpsUrl {
    /// Validates `text`.
    ///
    /// # Errors
    /// The reason, as the second half of a sentence that starts with the field's name.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let url = Url::parse(text).map_err(|error| {
            if error == ParseError::IdnaError {
                NOT_PUNYCODE
            } else {
                "must be an absolute URL"
            }
        })?;
        let secure = match url.scheme() {
            "https" => true,
            "http" => is_loopback(&url),
            _ => false,
        };
        if !secure {
            return Err("must be an https URL (http is accepted for loopback only)");
        }
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err("must have neither user information nor a fragment");
        }
        Ok(Self(text.to_owned()))
    }

    /// The original text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The parsed form, to build another URL from.
    #[must_use]
    pub fn to_url(&self) -> Url {
        Url::parse(&self.0).unwrap_or_else(|_| unreachable!("`parse` accepted the same text"))
    }
}

impl fmt::Display for HttpsUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The error for a non-ASCII host name, as the second half of a sentence that starts with the field's name. Converting
/// such names needs Unicode tables, which are larger than the rest of a small program.
pub const NOT_PUNYCODE: &str =
    "must have its host in ASCII: an internationalised name in its Punycode form (`xn--…`)";

/// Whether the host is a loopback name or address (RFC 6761 §6.3 for the name).
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
